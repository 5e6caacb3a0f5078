import DataLoader from 'dataloader';
import type { Id } from '../domain/id.js';
import type { OrderItemModel, PaymentModel, TicketModel } from '../domain/order.js';
import type { RefundModel } from '../domain/refund.js';
import type { Services } from '../services/index.js';
import { grouped } from './loaders.order.js';

export interface PaymentLoaders {
  /** Payments by order number, oldest first. */
  payments: DataLoader<string, PaymentModel[]>;
  /** Refunds by order number, oldest first. */
  refunds: DataLoader<string, RefundModel[]>;
  /** What was given back, by id of the refund. */
  refundItems: DataLoader<Id, OrderItemModel[]>;
  /** Tickets by order number. */
  tickets: DataLoader<string, TicketModel[]>;
}

export function createPaymentLoaders({ payments, refunds, tickets }: Pick<Services, 'payments' | 'refunds' | 'tickets'>): PaymentLoaders {
  return {
    payments: new DataLoader(async (orderNos) => grouped(orderNos, await payments.paymentsOf(orderNos))),
    refunds: new DataLoader(async (orderNos) => grouped(orderNos, await refunds.refundsOf(orderNos))),
    refundItems: new DataLoader(async (ids) => {
      const items = await refunds.itemsOf(ids);
      return ids.map((id) => items.filter((item) => item.refundId === id));
    }),
    tickets: new DataLoader(async (orderNos) => grouped(orderNos, await tickets.ticketsOf(orderNos))),
  };
}
