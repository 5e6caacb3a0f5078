import DataLoader from 'dataloader';
import type { OrderItemModel, OrderStepModel } from '../domain/order.js';
import type { Services } from '../services/index.js';

export interface OrderLoaders {
  /** Items by order number. */
  orderItems: DataLoader<string, OrderItemModel[]>;
  /** Timeline by order number, oldest first. */
  orderSteps: DataLoader<string, OrderStepModel[]>;
}

export function createOrderLoaders({ orders }: Pick<Services, 'orders'>): OrderLoaders {
  return {
    orderItems: new DataLoader(async (orderNos) => grouped(orderNos, await orders.itemsOf(orderNos))),
    orderSteps: new DataLoader(async (orderNos) => grouped(orderNos, await orders.stepsOf(orderNos))),
  };
}

/** @returns the rows of each order, in the order of the numbers: an order without rows gets an empty list. */
export function grouped<Row extends { orderNo: string }>(orderNos: readonly string[], rows: Row[]): Row[][] {
  const byOrder = new Map<string, Row[]>(orderNos.map((orderNo) => [orderNo, []]));
  for (const row of rows) byOrder.get(row.orderNo)?.push(row);
  return orderNos.map((orderNo) => byOrder.get(orderNo)!);
}
