import type { Id } from '../domain/id.js';
import type { FailureCode, OrderItemModel } from '../domain/order.js';
import type { RefundModel, RefundStatus, ReturnTo } from '../domain/refund.js';
import type { Tx } from './unit-of-work.port.js';

/** A refund with what tells a repeat from another wish. */
export interface KeyedRefund extends RefundModel {
  inputHash: string;
}

export interface RefundDraft {
  id: Id;
  orderNo: string;
  /** Live items of the order, at least one. */
  itemIds: readonly Id[];
  /** Payment that the money goes back along; null: no money moves, and the refund is done at once. */
  paymentId: Id | null;
  reason: string;
  returnTo: ReturnTo;
  by: string;
  idempotencyKey: string;
  inputHash: string;
  /** Why the order ended, if it ends by this; null: no reason beyond the refund. */
  failureCode: FailureCode | null;
}

/** Refunds of the ledger: decided once for their items, and done when the provider says so. */
export interface RefundPort {
  /** Waits for every other transaction of this person with this key, then finds the refund decided with it. */
  findByKey(tx: Tx, by: string, idempotencyKey: string): Promise<KeyedRefund | null>;
  /** All items of the order as this transaction sees them. Call with the order locked. */
  items(tx: Tx, orderNo: string): Promise<OrderItemModel[]>;
  /**
   * Gives items back, in one statement: refund, items and tickets, stock, journal, timeline and order, which is REFUNDED once none of
   * its items counts. Call with the order locked, PAID or FULFILLED. @returns the refund, or null when none of the items was live.
   */
  give(tx: Tx, draft: RefundDraft): Promise<RefundModel | null>;
  find(id: Id): Promise<RefundModel | null>;
  /** Oldest first. */
  ofOrders(orderNos: readonly string[]): Promise<RefundModel[]>;
  /** Items of refunds, each with the refund that it belongs to. */
  itemsOf(refundIds: readonly Id[]): Promise<(OrderItemModel & { refundId: Id })[]>;
  /** Compare-and-set. @returns the refund afterwards, or null when its status was not in `from`: nothing changed. */
  move(tx: Tx, id: Id, from: readonly RefundStatus[], to: RefundStatus, failure?: string): Promise<RefundModel | null>;
  /** Ends every refund that is under way along a payment which turned out to have taken nothing: DONE, and `why` says that nothing moved. */
  closeAlong(tx: Tx, paymentId: Id, why: string): Promise<void>;
}
