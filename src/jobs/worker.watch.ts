import type { Log } from '../domain/log.js';
import type { QueueStatsReader } from './queue-stats.port.js';

export interface WorkerWatchOptions {
  workers: readonly WatchedWorker[];
  queues: QueueStatsReader;
  log: Log;
  /** Both a worker without a job and a job without a worker may last this long, milliseconds. */
  idleMs: number;
}

export interface WatchedWorker {
  queue: string;
  /** How long it has had no job, milliseconds. */
  idleMs: number;
  rebuild(): void;
}

/**
 * Finds workers that stand idle while their queue has jobs that wait, and replaces them. One look may see a job in the moment in
 * which it becomes due, so it takes two in a row.
 */
export class WorkerWatch {
  readonly #options: WorkerWatchOptions;
  readonly #suspects = new Set<string>();

  constructor(options: WorkerWatchOptions) {
    this.#options = options;
  }

  /** Rejects while the queues' Redis is away: then there is nothing to be done about any worker. */
  async look(): Promise<void> {
    const { workers, queues, log, idleMs } = this.#options;
    const stats = new Map((await queues.stats()).map((queue) => [queue.queue, queue]));
    for (const worker of workers) {
      const { waiting = 0, oldestWaitingMs = 0 } = stats.get(worker.queue) ?? {};
      if (waiting === 0 || oldestWaitingMs < idleMs || worker.idleMs < idleMs) {
        this.#suspects.delete(worker.queue);
      } else if (!this.#suspects.delete(worker.queue)) {
        this.#suspects.add(worker.queue);
      } else {
        log.error({ queue: worker.queue, waiting, oldestWaitingMs }, 'a worker stood idle while jobs waited, and is replaced');
        worker.rebuild();
      }
    }
  }
}
