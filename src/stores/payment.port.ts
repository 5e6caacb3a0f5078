import type { Id } from '../domain/id.js';
import type { OrderStatus, PaymentModel, PaymentStatus } from '../domain/order.js';
import type { Tx } from './unit-of-work.port.js';

/** A payment with what tells a repeat of startPayment from another wish. */
export interface KeyedPayment extends PaymentModel {
  inputHash: string;
}

export interface PaymentDraft {
  id: Id;
  orderNo: string;
  provider: string;
  amountMinor: number;
  currency: string;
  returnUrl: string | null;
  idempotencyKey: string;
  inputHash: string;
  expiresAt: Date;
}

/**
 * Payments of the ledger. Whoever locks an order and a payment locks the order first.
 */
export interface PaymentPort {
  /** Waits for every other transaction of this person with this key, then finds the payment started with it. */
  findByKey(tx: Tx, personId: Id, idempotencyKey: string): Promise<KeyedPayment | null>;
  /** Locks the order's row until the transaction ends, so that nobody moves it meanwhile. Null: no such order. */
  lockOrder(tx: Tx, orderNo: string): Promise<OrderStatus | null>;
  /** Locks the payment's row until the transaction ends. */
  lock(tx: Tx, id: Id): Promise<PaymentModel | null>;
  /** The payment of an order that is PENDING or AUTHORIZED; there is one at most. */
  findOpen(tx: Tx, orderNo: string): Promise<PaymentModel | null>;
  /** The payment that paid an order: the one of it that is AUTHORIZED or CAPTURED; there is one at most of a paid order. */
  findPaying(tx: Tx, orderNo: string): Promise<PaymentModel | null>;
  insert(tx: Tx, draft: PaymentDraft): Promise<PaymentModel>;
  /** Notes what the provider answered to `start`. Safe to repeat. */
  started(id: Id, answer: { providerRef: string; redirectUrl: string | null }): Promise<PaymentModel>;
  /** Compare-and-set. @returns whether the status was in `from`. */
  move(tx: Tx, id: Id, from: readonly PaymentStatus[], to: PaymentStatus): Promise<boolean>;
  /** Notes money that the provider gave back. The ledger refuses more than was taken. */
  addRefunded(tx: Tx, id: Id, amountMinor: number): Promise<void>;
  find(id: Id): Promise<PaymentModel | null>;
  /**
   * Payments of which a word is owed for longer than `afterMs`, by id behind `after`: begun and nothing came of it, set aside and not
   * taken, or with a refund under way.
   */
  unsettled(after: Id | null, afterMs: number, limit: number): Promise<PaymentModel[]>;
  /** Oldest first. */
  ofOrders(orderNos: readonly string[]): Promise<PaymentModel[]>;
}
