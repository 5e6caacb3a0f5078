import { AisleError } from '../errors/aisle-error.js';
import type { QueueStatsModel, QueueStatsReader } from '../jobs/queue-stats.port.js';

const RETRY_MS = 1000;

/** Staff's view of the queues. */
export class QueueService {
  readonly #queues: QueueStatsReader;

  constructor(ports: { queues: QueueStatsReader }) {
    this.#queues = ports.queues;
  }

  /** All queues, by name. @throws DEPENDENCY_UNAVAILABLE while the queues' Redis is away. */
  async stats(): Promise<QueueStatsModel[]> {
    try {
      return await this.#queues.stats();
    } catch (cause) {
      throw new AisleError('DEPENDENCY_UNAVAILABLE', 'The queues cannot be read right now.', { retryAfterMs: RETRY_MS, cause });
    }
  }
}
