import type { Id } from '../domain/id.js';
import type { Tx } from './unit-of-work.port.js';

/** Work to be done because of a committed change. Made by a queue contract, never by hand. */
export interface OutboxMessage {
  id: Id;
  queue: string;
  /** Unique name of the effect: a second message of the same key is the same effect and is not written. */
  key: string;
  orderNo: string | null;
  payload: unknown;
}

/** What the relay and the reconciler need; services only `add`. */
export interface OutboxPort {
  /** Writes messages in the transaction of the change that caused them. A key that exists is left as it is. */
  add(tx: Tx, messages: readonly OutboxMessage[]): Promise<void>;
}

/** Wakes the relay of this process after a commit; without it the message waits for the next poll. Never throws. */
export interface Doorbell {
  ring(): void;
}
