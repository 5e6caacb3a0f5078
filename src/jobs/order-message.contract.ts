import { z } from 'zod';
import type { OrderModel } from '../domain/order.js';
import { ORDER_TEMPLATES, type OrderTemplate } from '../domain/order-message.js';

export type { OrderTemplate } from '../domain/order-message.js';

/** What each channel's queue carries. Words are chosen when the message is sent, from what the ledger says then. */
export const orderMessagePayload = z.object({
  v: z.literal(1),
  orderNo: z.string().min(1),
  template: z.enum(ORDER_TEMPLATES),
  /** Refund that the message tells of. */
  refundId: z.uuid().optional(),
});

/** As much of an order as decides whom to tell, and how. */
export type MessagedOrder = Pick<OrderModel, 'orderNo' | 'personId' | 'phone'>;

/** @returns the key of a message: one an order, template (and refund) and channel, for ever. */
export function orderMessageKey(queue: string, orderNo: string, template: OrderTemplate, refundId?: string): string {
  return [queue, template, orderNo, ...(refundId === undefined ? [] : [refundId])].join(':');
}
