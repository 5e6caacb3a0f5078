import type { Id } from './id.js';

export type OrderStatus = 'PENDING' | 'PAID' | 'FULFILLED' | 'CANCELLED' | 'EXPIRED' | 'REFUNDED';
export type PaymentStatus = 'PENDING' | 'AUTHORIZED' | 'CAPTURED' | 'DECLINED' | 'FAILED' | 'VOIDED';
export type TicketStatus = 'VALID' | 'VOID' | 'USED';

/** The whole life of an order. Every change is a compare-and-set along an edge of this table. */
export const ORDER_MOVES: Readonly<Record<OrderStatus, readonly OrderStatus[]>> = {
  PENDING: ['PAID', 'EXPIRED', 'CANCELLED'],
  PAID: ['FULFILLED', 'REFUNDED'],
  FULFILLED: ['REFUNDED'],
  EXPIRED: ['PAID'],
  CANCELLED: [],
  REFUNDED: [],
};

/** An order that expired has given its seats up: it is paid only by a step that takes seats in the same statement (RevivalPort). */
const NEEDS_SEATS: readonly OrderStatus[] = ['EXPIRED'];

/** @returns the statuses that may move to `status` by that alone: the left side of a compare-and-set. */
export function statusesBefore(status: OrderStatus): OrderStatus[] {
  return (Object.keys(ORDER_MOVES) as OrderStatus[]).filter((from) => ORDER_MOVES[from].includes(status) && !NEEDS_SEATS.includes(from));
}

export type FailureCode = 'PAYMENT_EXPIRED' | 'PAYMENT_DECLINED' | 'CANCELLED_BY_BUYER' | 'EVENT_CANCELLED' | 'SEATS_GONE';

export interface OrderModel {
  orderNo: string;
  personId: Id;
  eventId: Id;
  holdEpoch: number;
  holdSerial: number;
  status: OrderStatus;
  revision: number;
  email: string;
  name: string;
  phone: string | null;
  locale: string;
  currency: string;
  totalMinor: number;
  refundedMinor: number;
  failureCode: string | null;
  /** SHA-256 (hex) of what the buyer asked for: tells a repeat from another wish. */
  inputHash: string;
  createdAt: Date;
  payBy: Date;
}

export interface OrderItemModel {
  id: Id;
  orderNo: string;
  eventId: Id;
  tierId: Id;
  priceId: Id;
  seatIndex: number | null;
  amountMinor: number;
  live: boolean;
}

export interface OrderStepModel {
  orderNo: string;
  at: Date;
  what: string;
  detail: string | null;
  by: string;
}

export interface PaymentModel {
  id: Id;
  orderNo: string;
  provider: string;
  providerRef: string | null;
  status: PaymentStatus;
  amountMinor: number;
  refundedMinor: number;
  currency: string;
  redirectUrl: string | null;
  returnUrl: string | null;
  expiresAt: Date;
}

export interface TicketModel {
  id: Id;
  code: string;
  orderNo: string;
  itemId: Id;
  status: TicketStatus;
}
