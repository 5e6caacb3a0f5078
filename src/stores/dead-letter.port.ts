import type { Id } from '../domain/id.js';
import type { Page, PageRequest } from '../domain/page.js';

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
}

/** A job that finished failed, as its queue tells it. */
export type FailedJob = Omit<DeadLetterModel, 'id' | 'state'>;

/** Conditions are joined by and; a null field asks nothing. */
export interface DeadLetterFilter {
  ids?: readonly Id[] | null;
  queue?: string | null;
  errorContains?: string | null;
  since?: Date | null;
  state?: DeadLetterState | null;
}

export interface DeadLetterPort {
  /**
   * Writes the job down, once a key: a letter that is there already keeps its first failure and its state, and learns the later
   * failure. A replayed one opens again. Nothing is written when the effect was done after all. Safe to repeat.
   * @returns true when it was written for the first time, or opened again.
   */
  record(job: FailedJob): Promise<boolean>;
  /** Newest failure first. */
  list(filter: DeadLetterFilter, page: PageRequest): Promise<Page<DeadLetterModel>>;
}
