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
  /** A person: the message is written only if this person has a browser registered at that moment. Absent: always. */
  browsersOf?: Id;
}

/** A message on its way to its queue. */
export interface OutboxRow extends OutboxMessage {
  /** How often it was handed over so far. */
  sends: number;
  createdAt: Date;
}

/** A message that was handed over, whose effect is neither done nor given up. */
export interface SentMessage extends OutboxRow {
  sentAt: Date;
  /** Job that carries it together with others; null when it has a job of its own. */
  jobId: string | null;
}

/** A message in the hands of a queue. `jobId` as in SentMessage. */
export interface Handover {
  id: Id;
  jobId: string | null;
}

/** Where a scan of sent messages goes on: behind this one. */
export interface SentCursor {
  sentAt: Date;
  id: Id;
}

/** written = done + dead + waiting, at any moment; `waiting` counts messages in the outbox and in the queues. */
export interface MessageBalance {
  written: number;
  done: number;
  dead: number;
  waiting: number;
}

/** What the relay and the reconciler need; services only `add`. */
export interface OutboxPort {
  /** Writes messages in the transaction of the change that caused them. A key that exists is left as it is. */
  add(tx: Tx, messages: readonly OutboxMessage[]): Promise<void>;
  /**
   * Locks up to `limit` waiting messages, oldest first, for this transaction alone: other relays skip them and take the next.
   * They stay waiting unless `markSent` commits with it.
   * @param after only messages with younger ids; null: all. Saves reading over what was sent a moment ago. Ids are made before they are
   *   committed: whoever looks behind one must look from the beginning, too, from time to time
   */
  claim(tx: Tx, limit: number, after?: Id | null): Promise<OutboxRow[]>;
  markSent(tx: Tx, handovers: readonly Handover[]): Promise<void>;
  /** Takes off the list of waiting messages what does not wait, as processes of an older version leave it behind. Safe to repeat. */
  forgetSent(): Promise<void>;
  /** Notes that these messages left the job that carried them and have one of their own. Safe to repeat. */
  travelAlone(ids: readonly Id[]): Promise<void>;
  /** Messages handed over before `before`, oldest first behind `after`, without inbox row and without a dead letter. */
  unsettled(after: SentCursor | null, before: Date, limit: number): Promise<SentMessage[]>;
  /** Makes sent messages wait again, unless they were handed over once more since (`sends` tells). @returns how many. */
  resend(messages: readonly Pick<SentMessage, 'id' | 'sends'>[]): Promise<number>;
  balance(): Promise<MessageBalance>;
}

/** Wakes the relay of this process after a commit; without it the message waits for the next poll. Never throws. */
export interface Doorbell {
  ring(): void;
}
