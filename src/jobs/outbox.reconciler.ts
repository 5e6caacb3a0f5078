import type { Log } from '../domain/log.js';
import { PollLoop } from '../domain/poll-loop.js';
import type { DeadLetterPort } from '../stores/dead-letter.port.js';
import type { Doorbell, OutboxPort, SentCursor, SentMessage } from '../stores/outbox.port.js';
import type { JobObserver } from './job.kit.js';
import type { JobFate, JobQueues } from './job.queues.js';

export interface OutboxReconcilerOptions {
  outbox: OutboxPort;
  deadLetters: DeadLetterPort;
  queues: Pick<JobQueues, 'fateOf'>;
  doorbell: Doorbell;
  log: Log;
  observer: JobObserver;
  timing: ReconcilerTiming;
}

export interface ReconcilerTiming {
  /** Between two looks, milliseconds. */
  everyMs: number;
  /** How long a message may be without an effect before it is looked into, milliseconds. */
  afterMs: number;
}

const SLICE = 100;
const MAX_BACKOFF_MS = 60_000;
/** A relay's transaction may commit this much later than the time it wrote; what is older can no longer appear. */
const COMMIT_LAG_MS = 60_000;

/**
 * Finds messages that were handed over and had no effect, and does what nobody else is left to do:
 *   - the job finished failed and its worker died before writing the dead letter: writes it;
 *   - the job is gone (the queues' Redis lost it, or its keys are orphaned), or failed with all the messages it carried: makes the
 *     message wait again;
 *   - the job still waits or runs: leaves it.
 * Several processes may look at once: dead letters are one a key, and a message is sent again once a sending.
 */
export class OutboxReconciler {
  readonly #options: OutboxReconcilerOptions;
  readonly #loop: PollLoop;
  /** Everything sent before this is settled: the past is read once a process, not once a look. */
  #settledUntil: SentCursor | null = null;

  constructor(options: OutboxReconcilerOptions) {
    this.#options = options;
    this.#loop = new PollLoop({
      everyMs: options.timing.everyMs,
      maxBackoffMs: MAX_BACKOFF_MS,
      round: async () => {
        await this.reconcileOnce();
        await options.outbox.forgetSent();
        return false;
      },
      onError: (error) => options.log.warn({ err: error }, 'messages not reconciled, tried again'),
    });
  }

  start(): void {
    this.#loop.start();
  }

  async stop(): Promise<void> {
    await this.#loop.stop();
  }

  /** Looks at every unsettled message once. Safe to repeat and to run in several processes. */
  async reconcileOnce(): Promise<void> {
    const nowMs = Date.now();
    const before = new Date(nowMs - this.#options.timing.afterMs);
    let oldestLeft = nowMs - this.#options.timing.afterMs - COMMIT_LAG_MS;
    let cursor = this.#settledUntil;
    for (;;) {
      const slice = await this.#options.outbox.unsettled(cursor, before, SLICE);
      await this.#settle(slice);
      const [first] = slice;
      if (first !== undefined) oldestLeft = Math.min(oldestLeft, first.sentAt.getTime());
      const last = slice.at(-1);
      if (slice.length < SLICE || last === undefined) break;
      cursor = { sentAt: last.sentAt, id: last.id };
    }
    this.#settledUntil = { sentAt: new Date(oldestLeft - 1), id: '00000000-0000-0000-0000-000000000000' };
  }

  async #settle(messages: readonly SentMessage[]): Promise<void> {
    const { queues, outbox, deadLetters, observer, doorbell, log } = this.#options;
    // Messages that share a job share its fate: it is looked for once.
    const byJob = new Map<string, Promise<JobFate>>();
    const fateOf = (message: SentMessage): Promise<JobFate> => {
      const job = message.jobId ?? message.id;
      const fate = byJob.get(job) ?? queues.fateOf(message);
      byJob.set(job, fate);
      return fate;
    };
    const fates = await Promise.all(messages.map(fateOf));
    const lost: SentMessage[] = [];
    for (const [index, message] of messages.entries()) {
      const fate = fates[index]!;
      if (fate.kind === 'LOST') lost.push(message);
      if (fate.kind === 'FAILED' && (await deadLetters.record(fate.job))) observer.deadLettered(message.queue);
    }
    const resent = await outbox.resend(lost);
    if (resent === 0) return;
    log.warn({ count: resent, keys: lost.slice(0, 5).map((message) => message.key) }, 'jobs were lost, messages are sent again');
    observer.resent(resent);
    doorbell.ring();
  }
}
