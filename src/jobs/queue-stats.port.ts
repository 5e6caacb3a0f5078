/** How one queue is doing. */
export interface QueueStatsModel {
  queue: string;
  /** Jobs that could start now. */
  waiting: number;
  active: number;
  /** Jobs that wait for their next try. */
  delayed: number;
  /** Jobs that failed for good and are still kept in Redis. */
  failed: number;
  /** How long the oldest waiting job has waited, milliseconds; 0 when none waits. */
  oldestWaitingMs: number;
}

export interface QueueStatsReader {
  /** All queues, by name. Rejects while the queues' Redis is away. */
  stats(): Promise<QueueStatsModel[]>;
}
