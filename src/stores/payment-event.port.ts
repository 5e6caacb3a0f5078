import type { Id } from '../domain/id.js';
import type { Page, PageRequest } from '../domain/page.js';
import type { Tx } from './unit-of-work.port.js';

/** A provider's webhook as it came. */
export interface PaymentEventModel {
  /** Our id of it. */
  id: Id;
  provider: string;
  /** The provider's id of it. */
  eventId: string;
  type: string;
  /** Null when it names no payment of ours. */
  paymentId: Id | null;
  /** Refund that it tells of; null for none, or none of ours. */
  refundId: Id | null;
  /** Why a refund failed, in the provider's words; null otherwise. */
  failure: string | null;
  payload: unknown;
  /** Why it is kept for staff and not acted on; null when it is acted on. */
  parkedWhy: string | null;
}

/** An event as staff look at it. */
export interface PaymentEventRecord extends Pick<PaymentEventModel, 'id' | 'provider' | 'eventId' | 'type' | 'parkedWhy'> {
  /** Order of its payment; null when it names no payment of ours. */
  orderNo: string | null;
  payload: unknown;
  receivedAt: Date;
}

/** Webhooks, stored before they are answered and kept for ever: an id is never worked twice. */
export interface PaymentEventPort {
  /** @returns false when this provider's event id was stored before: then nothing is written. */
  record(tx: Tx, event: PaymentEventModel): Promise<boolean>;
  find(id: Id): Promise<PaymentEventModel | null>;
  /** Newest first. `parked`: only those that were kept for staff and not acted on, or only the others; null: all. */
  list(filter: { parked: boolean | null }, page: PageRequest): Promise<Page<PaymentEventRecord>>;
}
