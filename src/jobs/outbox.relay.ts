import { PollLoop } from '../domain/poll-loop.js';
import type { Id } from '../domain/id.js';
import type { Log } from '../domain/log.js';
import type { Doorbell, OutboxPort, OutboxRow } from '../stores/outbox.port.js';
import type { UnitOfWork } from '../stores/unit-of-work.port.js';
import type { JobObserver } from './job.kit.js';
import type { JobQueues } from './job.queues.js';

export interface OutboxRelayOptions {
  outbox: OutboxPort;
  unitOfWork: UnitOfWork;
  queues: Pick<JobQueues, 'add'>;
  log: Log;
  observer: JobObserver;
  /** How often the outbox is looked at without a doorbell, milliseconds. */
  pollMs: number;
}

/** Messages a round: large enough to pay for its transaction, small enough to hold the row locks for milliseconds only. */
const SLICE = 1000;
const MAX_BACKOFF_MS = 5000;
/** A round costs the process about as much for one message as for ten: when they come thick, the next ones travel together. */
const REST_MS = 2;
/** An id is made so long before its message is committed at most, clocks included; what is later waits for the next look at all. */
const COMMIT_LAG_MS = 5000;

/**
 * Carries committed messages from the ledger to the queues. Runs in every process; several share the work, because each claims
 * its rows for the length of its transaction and the others skip them.
 *
 * Messages of a queue whose contract says so share jobs when several wait; a lone one has its own, and does not wait for company.
 *
 * The order is: claim, add to the queue, mark as sent, commit. A crash between add and commit sends a message twice, which is
 * harmless: the job id is the same while the job is kept, and the inbox row makes its effect happen once. It is never lost.
 * While Redis or PostgreSQL is away nothing is marked; rounds go on with a growing wait of 5 s at most.
 */
export class OutboxRelay implements Doorbell {
  readonly #options: OutboxRelayOptions;
  readonly #loop: PollLoop;
  /** When all that waits was looked at last, by a clock that only goes forward, milliseconds. */
  #wholeMs = -Infinity;
  /** Last message of a full slice: the next one lies behind it. */
  #last: Id | null = null;

  constructor(options: OutboxRelayOptions) {
    this.#options = options;
    this.#loop = new PollLoop({
      everyMs: options.pollMs,
      restMs: REST_MS,
      maxBackoffMs: MAX_BACKOFF_MS,
      round: () => this.relayOnce(),
      onError: (error) => options.log.warn({ err: error }, 'outbox not relayed, tried again'),
    });
  }

  start(): void {
    this.#loop.start();
  }

  ring(): void {
    this.#loop.ring();
  }

  async stop(): Promise<void> {
    await this.#loop.stop();
  }

  /** One slice. @returns true when the slice was full, so that more may wait. */
  async relayOnce(): Promise<boolean> {
    const { outbox, unitOfWork, queues, observer } = this.#options;
    const after = this.#begin();
    const messages = await unitOfWork.run(async (tx) => {
      const claimed = await outbox.claim(tx, SLICE, after);
      if (claimed.length === 0) return claimed;
      const handovers = await Promise.all([...byQueue(claimed)].map(([queue, rows]) => queues.add(queue, rows)));
      await outbox.markSent(tx, handovers.flat());
      return claimed;
    });
    const oldest = messages[0];
    if (oldest !== undefined) observer.relayed(messages.length, Math.max(0, Date.now() - oldest.createdAt.getTime()));
    const isFull = messages.length === SLICE;
    this.#last = isFull ? messages.at(-1)!.id : null;
    return isFull;
  }

  /**
   * @returns where this round begins. Once a poll at the very beginning; else behind what was sent, which lies dead in the index until
   * PostgreSQL has swept: a round that reads over it takes the longer, the more messages there were in the last minute.
   */
  #begin(): Id | null {
    const nowMs = performance.now();
    const last = this.#last;
    // Should this round fail, its messages lie before where the next one would begin.
    this.#last = null;
    if (nowMs - this.#wholeMs < this.#options.pollMs) return last ?? firstIdOf(Date.now() - COMMIT_LAG_MS);
    this.#wholeMs = nowMs;
    return null;
  }
}

/** @returns the least id that could be made at that moment. */
function firstIdOf(ms: number): Id {
  const hex = ms.toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}

function byQueue(messages: readonly OutboxRow[]): Map<string, OutboxRow[]> {
  const groups = new Map<string, OutboxRow[]>();
  for (const message of messages) {
    const group = groups.get(message.queue);
    if (group === undefined) groups.set(message.queue, [message]);
    else group.push(message);
  }
  return groups;
}
