import { DelayedError, UnrecoverableError, Worker, type Job } from 'bullmq';
import type { Cluster, Redis } from 'ioredis';
import type { Log } from '../domain/log.js';
import { PermanentFailure } from '../domain/permanent-failure.js';
import { Postponed } from '../domain/postponed.js';
import type { DeadLetterPort } from '../stores/dead-letter.port.js';
import { ConcurrencyGovernor } from './concurrency.governor.js';
import { type ChunkRow, workChunk } from './job.chunk.js';
import { isChunk, type JobData, type JobEnvelope } from './job.envelope.js';
import type { JobHandler, JobObserver } from './job.kit.js';
import { failedJobOf, type JobQueues } from './job.queues.js';
import type { JobRunner } from './job.runner.js';
import { JobSlots } from './job.slots.js';

export interface WorkerSettings {
  /** Key prefix of the queues. */
  prefix: string;
  /** How long a worker may go silent before its job is given to another, milliseconds. */
  lockMs: number;
  /** First wait before another try for contracts that say nothing of their own, milliseconds. */
  backoffMs: number;
  /** How often a job may be taken from a dead worker before it counts as failed. */
  crashes: number;
  /** Most jobs a second by queue, over all processes; a queue that is not named has no such limit. */
  rates?: Readonly<Record<string, number>>;
}

export interface QueueWorkerOptions {
  handler: JobHandler;
  runner: JobRunner;
  queues: Pick<JobQueues, 'addAlone' | 'attemptsOf'>;
  /** Notes that messages left their shared job. */
  travelAlone(messageIds: readonly string[]): Promise<void>;
  deadLetters: DeadLetterPort;
  /** Opens a client of the purpose `workers`; closed by this worker. */
  connect(): Redis | Cluster;
  log: Log;
  observer: JobObserver;
  settings: WorkerSettings;
}

const RETRY_FETCH_MS = 1000;
const GOVERNOR_WINDOW_MS = 1000;

/** Works one queue: jobs of one message and of many, on a connection of its own that can be replaced. See JobWorkers for the ways a job ends. */
export class QueueWorker {
  readonly queue: string;
  readonly #options: QueueWorkerOptions;
  readonly #slots: JobSlots;
  readonly #governor: ConcurrencyGovernor;
  readonly #letters = new Set<Promise<void>>();
  #worker: Worker<JobData> | null = null;
  #closing: Worker<JobData> | null = null;
  #client: Redis | Cluster | null = null;
  #active = 0;
  #lastSignMs = performance.now();

  constructor(options: QueueWorkerOptions) {
    const { name, policy } = options.handler.contract;
    this.queue = name;
    this.#options = options;
    this.#slots = new JobSlots(policy.concurrency);
    this.#governor = new ConcurrencyGovernor({
      most: policy.concurrency,
      windowMs: GOVERNOR_WINDOW_MS,
      onChange: (limit) => this.#allow(limit),
    });
  }

  /** How long it has neither had a job nor been told to begin, milliseconds; 0 while it has one. */
  get idleMs(): number {
    return this.#active > 0 ? 0 : performance.now() - this.#lastSignMs;
  }

  start(): void {
    if (this.#worker === null) this.#open();
  }

  /** Throws worker and connection away and makes new ones. For a worker that has stopped taking jobs: running ones are given up. */
  rebuild(): void {
    const [worker, client] = [this.#worker, this.#client];
    if (worker === null) return;
    this.#open();
    // A connection that answers nobody keeps its worker from closing: it is cut without waiting.
    worker.close(true).catch(() => undefined);
    client?.disconnect();
    this.#options.observer.rebuilt(this.queue);
  }

  /** Resolves when the running jobs have ended. Safe to repeat. */
  async close(): Promise<void> {
    this.#closing = this.#worker ?? this.#closing;
    this.#worker = null;
    await this.#closing?.close();
    await Promise.allSettled(this.#letters);
  }

  /** Cuts its connection, at last: after `close`, or instead of waiting for it any longer. */
  cut(): void {
    this.#client?.disconnect();
  }

  /** Tells the running jobs to stop, those of a worker that is closing included; they come back on another worker. */
  giveUp(reason: string): void {
    this.#closing?.cancelAllJobs(reason);
    this.#worker?.cancelAllJobs(reason);
  }

  #open(): void {
    const { connect, settings, log, handler, observer } = this.#options;
    const { queue } = this;
    const { policy } = handler.contract;
    const rate = settings.rates?.[queue];
    const client = connect();
    const worker = new Worker<JobData>(queue, (job, token, signal) => this.#process(job, token, signal), {
      connection: client,
      prefix: settings.prefix,
      concurrency: this.#governor.limit,
      ...(rate === undefined ? {} : { limiter: { max: rate, duration: 1000 } }),
      lockDuration: settings.lockMs,
      stalledInterval: Math.max(500, settings.lockMs / 2),
      // BullMQ's default of 1 would make two crashes the end of a job, whatever its attempts say (measured: "job stalled more than
      // allowable limit", 1 of 5 attempts used).
      maxStalledCount: settings.crashes,
      runRetryDelay: RETRY_FETCH_MS,
      settings: {
        backoffStrategy: (tries) => waitBefore(tries, policy.backoffMs ?? settings.backoffMs, policy.maxBackoffMs, policy.jitter),
      },
    });
    worker.on('error', (error) => log.warn({ err: error, queue }, 'worker trouble'));
    worker.on('lockRenewalFailed', (ids) => ids.forEach((id) => worker.cancelJob(id, 'the lock was lost')));
    worker.on('stalled', () => observer.stalled(queue));
    worker.on('failed', (job, error) => this.#failed(job, error));
    this.#worker = worker;
    this.#client = client;
    this.#lastSignMs = performance.now();
  }

  #allow(limit: number): void {
    this.#slots.setLimit(limit);
    if (this.#worker !== null) this.#worker.concurrency = limit;
    this.#options.observer.concurrency(this.queue, limit);
    this.#options.log.info({ queue: this.queue, limit }, 'jobs at once');
  }

  async #process(job: Job<JobData>, token?: string, signal = new AbortController().signal): Promise<string> {
    this.#active += 1;
    try {
      if (isChunk(job.data)) return await this.#many(job.data.chunk, job.attemptsMade + 1, signal);
      const attempt = job.attemptsMade + 1;
      return await this.#one({ envelope: job.data, attempt, isLast: attempt >= (job.opts.attempts ?? 1), looked: false }, signal);
    } catch (error) {
      if (error instanceof Postponed) {
        await job.moveToDelayed(Date.now() + error.afterMs, token);
        throw new DelayedError(error.message);
      }
      throw error instanceof PermanentFailure ? new UnrecoverableError(error.message) : error;
    } finally {
      this.#active -= 1;
      this.#lastSignMs = performance.now();
    }
  }

  /** One try of one message, as soon as a slot is free. */
  async #one({ envelope, attempt, isLast, looked }: ChunkRow, signal: AbortSignal): Promise<string> {
    const { runner, log, handler } = this.#options;
    const turn = this.#slots.enter();
    if (turn !== null) await turn;
    const startedMs = performance.now();
    try {
      signal.throwIfAborted();
      const outcome = await runner.run(handler, envelope, { attempt: attempt + (envelope.earlierTries ?? 0), log, signal, looked });
      this.#ended(outcome, startedMs, false);
      return outcome;
    } catch (error) {
      const permanent = error instanceof PermanentFailure;
      if (error instanceof Postponed) this.#ended('postponed', startedMs, false);
      else this.#ended(permanent || isLast ? 'dead' : 'retry', startedMs, !permanent);
      throw error;
    } finally {
      this.#slots.leave();
    }
  }

  #ended(outcome: 'done' | 'repeat' | 'retry' | 'postponed' | 'dead', startedMs: number, failed: boolean): void {
    const nowMs = performance.now();
    this.#options.observer.jobEnded(this.queue, outcome, nowMs - startedMs);
    if (outcome !== 'repeat' && outcome !== 'postponed') this.#governor.ended(nowMs - startedMs, failed, nowMs);
  }

  #many(chunk: readonly JobEnvelope[], attempt: number, signal: AbortSignal): Promise<string> {
    const { runner, observer, queues, travelAlone, handler, settings } = this.#options;
    const { policy } = handler.contract;
    return workChunk(chunk, signal, {
      tries: queues.attemptsOf(this.queue),
      doneOf: (envelopes) => runner.doneOf(envelopes),
      work: (envelope, isLast) => this.#one({ envelope, attempt, isLast, looked: true }, signal),
      repeated: () => observer.jobEnded(this.queue, 'repeat', 0),
      goAlone: (envelope, afterMs = waitBefore(1, policy.backoffMs ?? settings.backoffMs, policy.maxBackoffMs, policy.jitter)) =>
        queues.addAlone(this.queue, envelope, afterMs),
      travelAlone,
      giveUp: (envelope, error) => this.#giveUpMessage(envelope, error),
    });
  }

  /** Writes the dead letter of a message that failed for good in a shared job. Rejects when it could not be written. */
  async #giveUpMessage(envelope: JobEnvelope, error: unknown): Promise<void> {
    const { deadLetters, observer, log } = this.#options;
    const { key, orderNo, payload } = envelope;
    log.error({ err: error, queue: this.queue, key, orderNo }, 'job failed for good');
    const now = new Date();
    const message = error instanceof Error ? error.message : String(error);
    const told = { queue: this.queue, jobName: this.queue, key, orderNo, payload, error: message, attempts: 1 };
    if (await deadLetters.record({ ...told, firstFailedAt: now, lastFailedAt: now })) observer.deadLettered(this.queue);
  }

  /** `finishedOn` tells the end from a failed try. The letter is tried once: what is missed here the reconciler finds. */
  #failed(job: Job<JobData> | undefined, error: Error): void {
    const { log, deadLetters, observer } = this.#options;
    const { queue } = this;
    const data = job?.data;
    const about = {
      err: error,
      queue,
      attempt: job?.attemptsMade,
      ...(data === undefined || isChunk(data) ? {} : { key: data.key, orderNo: data.orderNo }),
    };
    if (job === undefined || data === undefined || !job.finishedOn) return log.warn(about, 'job failed, another try follows');
    // What it carried and was not done is sent again by the reconciler, each message in a job of its own.
    if (isChunk(data)) return log.error({ ...about, messages: data.chunk.length }, 'a job of many messages failed, they are sent again');
    log.error(about, 'job failed for good');
    const letter = deadLetters.record(failedJobOf(queue, job, data)).then(
      (fresh) => void (fresh && observer.deadLettered(queue)),
      (cause: unknown) => log.warn({ ...about, err: cause }, 'dead letter not written, left to the reconciler'),
    );
    const tracked = letter.then(() => void this.#letters.delete(tracked));
    this.#letters.add(tracked);
  }
}

/** @returns milliseconds before try `tries + 1`: doubled each time up to `maxMs`, the last `jitter` share of it random. */
function waitBefore(tries: number, firstMs: number, maxMs: number, jitter: number): number {
  const fullMs = Math.min(firstMs * 2 ** Math.min(tries - 1, 30), maxMs);
  return Math.round(fullMs * (1 - jitter * Math.random()));
}
