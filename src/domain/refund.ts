import type { Id } from './id.js';
import type { OrderStatus } from './order.js';

export type RefundStatus = 'PENDING' | 'DONE' | 'FAILED';
/** What becomes of the seats and places of items that are given back. */
export type ReturnTo = 'ON_SALE' | 'BLOCKED';

/** Money of an order on its way back, decided once for its items. */
export interface RefundModel {
  /** The provider gets it as its idempotency key. */
  id: Id;
  orderNo: string;
  /** Payment that the money goes back along; null when nothing had been taken. */
  paymentId: Id | null;
  status: RefundStatus;
  /** Minor units. */
  amountMinor: number;
  /** ISO 4217. */
  currency: string;
  reason: string;
  returnTo: ReturnTo;
  /** A person id, or `system:` and what decided it. */
  by: string;
  /** What the provider said when it failed for good; null otherwise. */
  failure: string | null;
  createdAt: Date;
  /** When it was done or failed; null while it is under way. */
  settledAt: Date | null;
}

/** No item of the order can be given back (any more). */
export interface NothingToRefund {
  kind: 'NothingToRefund';
  orderStatus: OrderStatus;
}
