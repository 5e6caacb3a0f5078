import { PollLoop } from '../domain/poll-loop.js';
import type { JobRegistry } from './job.registry.js';
import type { QueueStatsReader } from './queue-stats.port.js';
import { QueueWorker, type QueueWorkerOptions } from './queue.worker.js';
import { WorkerWatch } from './worker.watch.js';

export interface JobWorkersOptions extends Omit<QueueWorkerOptions, 'handler' | 'queues'> {
  registry: JobRegistry;
  queues: QueueWorkerOptions['queues'] & QueueStatsReader;
  watch: {
    /** Between two looks, milliseconds. */
    everyMs: number;
    /** A worker that had no job for this long while jobs wait this long is replaced, milliseconds. */
    idleMs: number;
  };
}

const STOP_MS = 1000;
const MAX_BACKOFF_MS = 30_000;

/**
 * From the first failure of a job to its end:
 *   1. The handler throws: the job waits (first wait doubled each time up to the contract's ceiling, part of it random), then again.
 *   2. The worker dies: the lock runs out after `lockMs`, another worker takes the job over within half of that.
 *   3. The lock is lost while the worker lives (blocked loop, paused process): its signal aborts, its transaction does not commit.
 *   4. PermanentFailure, the last try, or one crash too many (JOB_CRASHES): the job finishes failed and becomes a dead letter, here or by the
 *      reconciler when this process died just then.
 *   5. The worker stands idle though jobs wait, as after some losses of its connection (bullmq issues 2466, 2964, 3088): it is
 *      replaced by a new one.
 */
export class JobWorkers {
  readonly #options: JobWorkersOptions;
  #workers: QueueWorker[] = [];
  #watch: PollLoop | null = null;

  constructor(options: JobWorkersOptions) {
    this.#options = options;
  }

  /** Starts one worker a queue, and the watch over them. */
  start(): void {
    if (this.#workers.length > 0) return;
    const { registry, queues, log, watch } = this.#options;
    this.#workers = registry.handlers.map((handler) => new QueueWorker({ ...this.#options, handler }));
    for (const worker of this.#workers) worker.start();
    const watching = new WorkerWatch({ workers: this.#workers, queues, log, idleMs: watch.idleMs });
    this.#watch = new PollLoop({
      everyMs: watch.everyMs,
      maxBackoffMs: MAX_BACKOFF_MS,
      round: async () => {
        await watching.look();
        return false;
      },
      onError: (err) => log.warn({ err }, 'the queues could not be looked at'),
    });
    this.#watch.start();
  }

  /**
   * Takes no new job and waits up to `graceMs` for the running ones; those still running then are told to stop by their signal
   * and come back on another worker. Safe to repeat.
   */
  async stop(graceMs: number): Promise<void> {
    await this.#watch?.stop();
    const workers = this.#workers;
    this.#workers = [];
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(() => {
        for (const worker of workers) worker.giveUp('the process stops');
        timer = setTimeout(resolve, STOP_MS);
      }, graceMs);
    });
    await Promise.race([Promise.allSettled(workers.map((worker) => worker.close())), late]);
    clearTimeout(timer);
    for (const worker of workers) worker.cut();
  }
}
