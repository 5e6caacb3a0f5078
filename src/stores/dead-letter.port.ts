import type { Id } from '../domain/id.js';
import type { Page, PageRequest } from '../domain/page.js';
import type { Tx } from './unit-of-work.port.js';

export type DeadLetterState = 'OPEN' | 'REPLAYED' | 'DISCARDED';

/** Work that was given up; staff decide what becomes of it. */
export interface DeadLetterModel {
  id: Id;
  queue: string;
  jobName: string;
  key: string;
  orderNo: string | null;
  payload: unknown;
  error: string;
  attempts: number;
  firstFailedAt: Date;
  lastFailedAt: Date;
  state: DeadLetterState;
  /** When staff decided; null while it is open. */
  decidedAt: Date | null;
  /** Why it was given up. */
  decision: string | null;
}

/** A job that finished failed, as its queue tells it. */
export type FailedJob = Omit<DeadLetterModel, 'id' | 'state' | 'decidedAt' | 'decision'>;

/** Conditions are joined by and; a null field asks nothing. */
export interface DeadLetterFilter {
  ids?: readonly Id[] | null;
  queue?: string | null;
  orderNo?: string | null;
  errorContains?: string | null;
  since?: Date | null;
  state?: DeadLetterState | null;
}

/** A letter that somebody decided about. */
export interface DecidedLetter {
  id: Id;
  orderNo: string | null;
  /** Its effect had been done meanwhile: it was closed, and nothing else. */
  done: boolean;
}

export interface DeadLetterPort {
  /**
   * Writes the job down, once a key: a letter that is there already keeps its first failure and its state, and learns the later
   * failure. A replayed one opens again, with the tries of both lives. Nothing is written when the effect was done after all. Tells the
   * order's timeline. Safe to repeat.
   * @returns true when it was written for the first time, or opened again.
   */
  record(job: FailedJob): Promise<boolean>;
  /** Newest failure first. */
  list(filter: DeadLetterFilter, page: PageRequest): Promise<Page<DeadLetterModel>>;
  find(id: Id): Promise<DeadLetterModel | null>;
  /** Ids of up to `limit` letters, oldest failure first. */
  matching(filter: DeadLetterFilter, limit: number): Promise<Id[]>;
  /**
   * Makes the messages of these letters wait again, and says so in the timelines of their orders. Letters that do not stand at `from` are
   * left as they are: of two who replay at once, one replays each letter.
   * @returns what was decided here; letters that are missing in it were left.
   */
  replay(tx: Tx, ids: readonly Id[], why: { by: string; from: 'OPEN' | 'DISCARDED' }): Promise<DecidedLetter[]>;
  /** Gives up those of these letters that are open. @returns as `replay`. */
  discard(tx: Tx, ids: readonly Id[], why: { by: string; reason: string }): Promise<DecidedLetter[]>;
}
