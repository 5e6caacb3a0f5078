import { UnrecoverableError, Worker, type Job } from 'bullmq';
import type { Cluster, Redis } from 'ioredis';
import type { Log } from '../domain/log.js';
import { PermanentFailure } from '../domain/permanent-failure.js';
import type { DeadLetterPort } from '../stores/dead-letter.port.js';
import type { JobHandler, JobObserver } from './job.kit.js';
import { failedJobOf } from './job.queues.js';
import type { JobRegistry } from './job.registry.js';
import type { JobEnvelope, JobRunner } from './job.runner.js';

export interface JobWorkersOptions {
  registry: JobRegistry;
  runner: JobRunner;
  deadLetters: DeadLetterPort;
  /** Of the purpose `workers`; closed by its owner after `stop`. */
  redis: Redis | Cluster;
  log: Log;
  observer: JobObserver;
  settings: WorkerSettings;
}

export interface WorkerSettings {
  /** Key prefix of the queues. */
  prefix: string;
  /** How long a worker may go silent before its job is given to another, milliseconds. */
  lockMs: number;
  /** First wait before another try for contracts that say nothing of their own, milliseconds. */
  backoffMs: number;
}

/**
 * A job can be taken from a dead worker this often before it counts as failed. BullMQ's default of 1 would make two crashes
 * the end of a job, whatever its attempts say (measured: "job stalled more than allowable limit", 1 of 5 attempts used).
 */
const MAX_STALLS = 10;
const RETRY_FETCH_MS = 1000;

/**
 * From the first failure of a job to its end:
 *   1. The handler throws: the job waits (first wait doubled each time up to the contract's ceiling, part of it random), then again.
 *   2. The worker dies: the lock runs out after `lockMs`, another worker takes the job over within half of that.
 *   3. The lock is lost while the worker lives (blocked loop, paused process): its signal aborts, its transaction does not commit.
 *   4. PermanentFailure, the last try, or the tenth crash: the job finishes failed and becomes a dead letter, here or by the
 *      reconciler when this process died just then.
 */
export class JobWorkers {
  readonly #options: JobWorkersOptions;
  #workers: Worker<JobEnvelope>[] = [];
  readonly #letters = new Set<Promise<void>>();

  constructor(options: JobWorkersOptions) {
    this.#options = options;
  }

  /** Starts one worker a queue. */
  start(): void {
    if (this.#workers.length === 0) this.#workers = this.#options.registry.handlers.map((handler) => this.#worker(handler));
  }

  /**
   * Takes no new job and waits up to `graceMs` for the running ones; those still running then are told to stop by their signal
   * and come back on another worker. Safe to repeat.
   */
  async stop(graceMs: number): Promise<void> {
    const workers = this.#workers;
    this.#workers = [];
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(() => {
        for (const worker of workers) worker.cancelAllJobs('the process stops');
        timer = setTimeout(resolve, RETRY_FETCH_MS);
      }, graceMs);
    });
    await Promise.race([Promise.allSettled(workers.map((worker) => worker.close())), late]);
    clearTimeout(timer);
    await Promise.allSettled(this.#letters);
  }

  #worker(handler: JobHandler): Worker<JobEnvelope> {
    const { redis, settings, log } = this.#options;
    const { name, policy } = handler.contract;
    const worker = new Worker<JobEnvelope>(name, (job, _token, signal) => this.#process(handler, job, signal), {
      connection: redis,
      prefix: settings.prefix,
      concurrency: policy.concurrency,
      lockDuration: settings.lockMs,
      stalledInterval: Math.max(500, settings.lockMs / 2),
      maxStalledCount: MAX_STALLS,
      runRetryDelay: RETRY_FETCH_MS,
      settings: {
        backoffStrategy: (tries) => waitBefore(tries, policy.backoffMs ?? settings.backoffMs, policy.maxBackoffMs, policy.jitter),
      },
    });
    worker.on('error', (error) => log.warn({ err: error, queue: name }, 'worker trouble'));
    worker.on('lockRenewalFailed', (ids) => ids.forEach((id) => worker.cancelJob(id, 'the lock was lost')));
    worker.on('failed', (job, error) => this.#failed(handler, job, error));
    return worker;
  }

  async #process(handler: JobHandler, job: Job<JobEnvelope>, signal?: AbortSignal): Promise<string> {
    const { runner, observer, log } = this.#options;
    const startedMs = performance.now();
    try {
      const attempt = { attempt: job.attemptsMade + 1, log, signal: signal ?? new AbortController().signal };
      const outcome = await runner.run(handler, job.data, attempt);
      observer.jobEnded(handler.contract.name, outcome, performance.now() - startedMs);
      return outcome;
    } catch (error) {
      const permanent = error instanceof PermanentFailure;
      const isLast = permanent || job.attemptsMade + 1 >= (job.opts.attempts ?? 1);
      observer.jobEnded(handler.contract.name, isLast ? 'dead' : 'retry', performance.now() - startedMs);
      throw permanent ? new UnrecoverableError(error.message) : error;
    }
  }

  /** `finishedOn` tells the end from a failed try. The letter is tried once: what is missed here the reconciler finds. */
  #failed(handler: JobHandler, job: Job<JobEnvelope> | undefined, error: Error): void {
    const { log, deadLetters, observer } = this.#options;
    const queue = handler.contract.name;
    const about = { err: error, queue, key: job?.data.key, orderNo: job?.data.orderNo, attempt: job?.attemptsMade };
    if (job === undefined || !job.finishedOn) {
      log.warn(about, 'job failed, another try follows');
      return;
    }
    log.error(about, 'job failed for good');
    const letter = deadLetters.record(failedJobOf(queue, job)).then(
      (fresh) => fresh && observer.deadLettered(queue),
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
