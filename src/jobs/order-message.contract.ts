import { z } from 'zod';
import type { OrderModel } from '../domain/order.js';

/** What a buyer can be told about an order. Each is one template with a text for every channel and language. */
export const ORDER_TEMPLATES = [
  /** The tickets are there. */
  'order-confirmation',
  /** Money is on its way back for some items. */
  'refund',
  /** The event was called off; money is on its way back. */
  'event-cancelled',
  /** Paid too late, and no seats are left: money is on its way back. */
  'seats-gone',
  /** Paid too late, and other seats were found. */
  'seats-changed',
  /** The money could not be taken in the end: tickets are void. */
  'payment-failed',
  /** Staff sent the tickets again. */
  'tickets-resent',
] as const;

export type OrderTemplate = (typeof ORDER_TEMPLATES)[number];

/** What each channel's queue carries. Texts are made when the message is sent, from what the ledger says then. */
export const orderMessagePayload = z.object({
  v: z.literal(1),
  orderNo: z.string().min(1),
  template: z.enum(ORDER_TEMPLATES),
  /** Refund that the message tells of. */
  refundId: z.uuid().optional(),
  /** Address instead of the order's own: e-mail only. */
  to: z.string().min(3).optional(),
});

/** As much of an order as decides whom to tell, and how. */
export type MessagedOrder = Pick<OrderModel, 'orderNo' | 'personId' | 'phone'>;

/** @returns the key of a message: one an order, template (and refund) and channel, for ever. */
export function orderMessageKey(queue: string, orderNo: string, template: OrderTemplate, refundId?: string): string {
  return [queue, template, orderNo, ...(refundId === undefined ? [] : [refundId])].join(':');
}
