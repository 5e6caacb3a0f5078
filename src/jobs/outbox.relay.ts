import { PollLoop } from '../domain/poll-loop.js';
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

  constructor(options: OutboxRelayOptions) {
    this.#options = options;
    this.#loop = new PollLoop({
      everyMs: options.pollMs,
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
    const messages = await unitOfWork.run(async (tx) => {
      const claimed = await outbox.claim(tx, SLICE);
      if (claimed.length === 0) return claimed;
      const handovers = await Promise.all([...byQueue(claimed)].map(([queue, rows]) => queues.add(queue, rows)));
      await outbox.markSent(tx, handovers.flat());
      return claimed;
    });
    const oldest = messages[0];
    if (oldest !== undefined) observer.relayed(messages.length, Math.max(0, Date.now() - oldest.createdAt.getTime()));
    return messages.length === SLICE;
  }
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
