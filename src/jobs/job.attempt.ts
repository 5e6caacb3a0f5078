import type { Log } from '../domain/log.js';
import type { InboxPort, Once } from '../stores/inbox.port.js';
import type { Tx, UnitOfWork } from '../stores/unit-of-work.port.js';
import { AttemptWatch } from './attempt.watch.js';
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

/**
 * One try of one message, which is also what its handler sees of it. What most handlers do not ask for, such as a signal and a log of their
 * own, is made when it is asked for: a shared job has many messages, and each is worth some microseconds only.
 */
export class JobAttempt implements JobContext<unknown> {
  readonly payload: unknown;
  readonly key: string;
  readonly messageId: string;
  readonly attempt: number;
  /** Functions of their own, so that handlers may take the object apart. */
  readonly once: Once = (work) => this.#once(work);
  readonly done = (): Promise<void> => this.#done();
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
    this.payload = options.payload;
    this.key = options.envelope.key;
    this.messageId = options.envelope.messageId;
    this.attempt = options.attempt;
  }

  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    if (this.#reason !== null) this.#controller.abort(this.#reason.value);
    return this.#controller.signal;
  }

  get log(): Log {
    const { queue, envelope, attempt, log } = this.#options;
    return (this.#log ??= log.child({ queue, key: envelope.key, orderNo: envelope.orderNo, attempt }));
  }

  /** Whether the inbox has the row of this message, by this attempt or another. */
  get isWritten(): boolean {
    return this.#isWritten;
  }

  /** Settles with `work`, or rejects when it takes too long or is given up, whichever is first; the loser's result is dropped. */
  run(work: (job: JobContext<unknown>) => Promise<void>): Promise<void> {
    const { outer, timeoutMs } = this.#options;
    return new Promise<void>((resolve, reject) => {
      const watch = AttemptWatch.of(outer, timeoutMs);
      watch.add(this);
      this.#reject = reject;
      work(this).then(
        () => {
          watch.delete(this);
          resolve();
        },
        (error: unknown) => {
          watch.delete(this);
          reject(error);
        },
      );
    });
  }

  giveUp(reason: unknown): void {
    this.#reason ??= { value: reason };
    this.#controller?.abort(reason);
    this.#reject?.(reason instanceof Error ? reason : new Error(`given up: ${String(reason)}`));
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
