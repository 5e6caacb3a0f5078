import type { z } from 'zod';
import type { Log } from '../domain/log.js';
import type { Once } from '../stores/inbox.port.js';
import type { QueueContract } from './queue.contract.js';

/** What a handler gets for one try of one job. Take out of it by name, or pass it on whole: what `...rest` collects lacks log and signal. */
export interface JobContext<Payload> {
  payload: Payload;
  /** Unique name of the effect; the same for every try and every copy of the message. */
  key: string;
  /** Id of the outbox message: the idempotency key of effects outside the ledger. */
  messageId: string;
  /** 1 for the first try. */
  attempt: number;
  /** Knows queue, key, orderNo and attempt. */
  log: Log;
  /** Aborted when the try takes too long, when its lock is lost to another worker, and when the process must stop. */
  signal: AbortSignal;
  /**
   * Commits `work` and the inbox row of this job in one transaction.
   * @returns what `work` returned, or undefined when the effect was done before: then nothing is written, whoever won the race.
   * Rejects, and rolls back, when `signal` was aborted before the end of `work`.
   */
  once: Once;
  /**
   * Writes the inbox row alone, for effects that lie outside the ledger and are done. Rows that come at the same time are written
   * together. Rejects when `signal` is aborted.
   */
  done: () => Promise<void>;
}

/**
 * The handler of one contract. It ends in exactly one of three ways: it returns (the effect is done and its inbox row is
 * written), it throws PermanentFailure (a dead letter at once), or it throws anything else (another try; after Postponed one that
 * costs none). It never logs an error and returns.
 */
export interface JobHandler<Schema extends z.ZodType = z.ZodType> {
  contract: QueueContract<Schema>;
  run(job: JobContext<z.output<Schema>>): Promise<void>;
}

export function defineHandler<Schema extends z.ZodType>(
  contract: QueueContract<Schema>,
  run: (job: JobContext<z.output<Schema>>) => Promise<void>,
): JobHandler {
  return { contract, run } as unknown as JobHandler;
}

/** Told how jobs end and what the relay does; metrics listen. No method may throw. */
export interface JobObserver {
  /** `ms` is the time of this try. `repeat`: the effect was done before. */
  jobEnded(queue: string, outcome: 'done' | 'repeat' | 'retry' | 'postponed' | 'dead', ms: number): void;
  /** Messages handed to the queues in one round, and the age of the oldest in milliseconds. */
  relayed(count: number, oldestMs: number): void;
  /** Messages whose job was lost and that are sent again. */
  resent(count: number): void;
  /** A dead letter was written or written again. */
  deadLettered(queue: string): void;
  /** A job was taken from a worker that had gone silent. */
  stalled(queue: string): void;
  /** A worker that stood idle while jobs waited was replaced. */
  rebuilt(queue: string): void;
  /** Jobs of a queue that this process works at once from now on. */
  concurrency(queue: string, limit: number): void;
}

/** Listens to nothing. */
export const SILENT_OBSERVER: JobObserver = {
  jobEnded() {},
  relayed() {},
  resent() {},
  deadLettered() {},
  stalled() {},
  rebuilt() {},
  concurrency() {},
};
