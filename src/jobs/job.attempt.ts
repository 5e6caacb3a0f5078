import type { Log } from '../domain/log.js';
import type { InboxPort } from '../stores/inbox.port.js';
import type { Tx, UnitOfWork } from '../stores/unit-of-work.port.js';
import type { InboxBatch } from './inbox.batch.js';
import type { JobEnvelope } from './job.envelope.js';
import type { JobContext } from './job.kit.js';

export interface AttemptPorts {
  inbox: Pick<InboxPort, 'claim'>;
  unitOfWork: UnitOfWork;
  settled: InboxBatch;
}

export interface AttemptOptions {
  queue: string;
  envelope: JobEnvelope;
  payload: unknown;
  attempt: number;
  timeoutMs: number;
  log: Log;
  /** Aborts this attempt, and all others of its job. */
  outer: AbortSignal;
}

/** The attempts that follow a signal: one listener for all messages of a shared job. */
const followers = new WeakMap<AbortSignal, Set<JobAttempt>>();

function follow(outer: AbortSignal, attempt: JobAttempt): void {
  let all = followers.get(outer);
  if (all === undefined) {
    const set = (all = new Set<JobAttempt>());
    followers.set(outer, set);
    outer.addEventListener('abort', () => set.forEach((one) => one.giveUp(outer.reason)), { once: true });
  }
  all.add(attempt);
}

/**
 * One try of one message, as its handler sees it. What most handlers do not ask for, such as a signal and a log of their own, is made when
 * it is asked for: a shared job has many messages, and each is worth some microseconds only.
 */
export class JobAttempt {
  readonly #ports: AttemptPorts;
  readonly #options: AttemptOptions;
  #isWritten = false;
  #reason: { value: unknown } | null = null;
  #controller: AbortController | null = null;
  #log: Log | null = null;
  #reject: ((error: Error) => void) | null = null;

  constructor(ports: AttemptPorts, options: AttemptOptions) {
    this.#ports = ports;
    this.#options = options;
  }

  /** Whether the inbox has the row of this message, by this attempt or another. */
  get isWritten(): boolean {
    return this.#isWritten;
  }

  /** Settles with `work`, or rejects when it takes too long or is given up, whichever is first; the loser's result is dropped. */
  async run(work: (job: JobContext<unknown>) => Promise<void>): Promise<void> {
    const { outer, timeoutMs } = this.#options;
    outer.throwIfAborted();
    follow(outer, this);
    const timer = setTimeout(() => this.giveUp(new Error('timed out')), timeoutMs);
    try {
      await new Promise<void>((resolve, reject) => {
        this.#reject = reject;
        work(this.#context()).then(resolve, reject);
      });
    } finally {
      clearTimeout(timer);
      followers.get(outer)?.delete(this);
    }
  }

  giveUp(reason: unknown): void {
    this.#reason ??= { value: reason };
    this.#controller?.abort(reason);
    this.#reject?.(reason instanceof Error ? reason : new Error(`given up: ${String(reason)}`));
  }

  /** Everything is a property of its own: handlers take the object apart, and pass on what is left. */
  #context(): JobContext<unknown> {
    const { payload, attempt, envelope } = this.#options;
    const signal = () => this.#signal();
    const log = () => this.#childLog();
    return {
      payload,
      key: envelope.key,
      messageId: envelope.messageId,
      attempt,
      get signal() {
        return signal();
      },
      get log() {
        return log();
      },
      once: (work) => this.#once(work),
      done: () => this.#done(),
    };
  }

  #signal(): AbortSignal {
    this.#controller ??= new AbortController();
    if (this.#reason !== null) this.#controller.abort(this.#reason.value);
    return this.#controller.signal;
  }

  #childLog(): Log {
    const { queue, envelope, attempt, log } = this.#options;
    return (this.#log ??= log.child({ queue, key: envelope.key, orderNo: envelope.orderNo, attempt }));
  }

  async #once<T>(work: (tx: Tx) => Promise<T>): Promise<T | undefined> {
    this.#throwIfGivenUp();
    const { inbox, unitOfWork } = this.#ports;
    const { queue, envelope } = this.#options;
    const result = await unitOfWork.run(async (tx) => {
      if (!(await inbox.claim(tx, envelope.key, queue))) return undefined;
      const made = await work(tx);
      this.#throwIfGivenUp();
      return made;
    });
    this.#isWritten = true;
    return result;
  }

  async #done(): Promise<void> {
    this.#throwIfGivenUp();
    await this.#ports.settled.settle({ key: this.#options.envelope.key, queue: this.#options.queue });
    this.#isWritten = true;
  }

  #throwIfGivenUp(): void {
    if (this.#reason !== null) throw this.#reason.value;
  }
}
