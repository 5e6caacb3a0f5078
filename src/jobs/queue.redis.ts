import { Redis } from 'ioredis';

export interface QueueRedisOptions {
  url: string;
  /** An `error` without a listener would end the process; connection loss is reported here and mended by itself. */
  onError(error: Error): void;
}

const MAX_RECONNECT_MS = 2000;
const PRODUCER_TIMEOUT_MS = 5000;
const retryStrategy = (times: number) => Math.min(50 * 2 ** Math.min(times, 10), MAX_RECONNECT_MS);

/**
 * Connection of the workers. BullMQ needs commands that wait for as long as it takes (maxRetriesPerRequest null); each worker
 * duplicates it once for its blocking wait. Autopipelining off: queue scripts must not wait for each other.
 */
export function connectWorkers(options: QueueRedisOptions): Redis {
  const redis = new Redis(options.url, { maxRetriesPerRequest: null, enableAutoPipelining: false, retryStrategy });
  redis.on('error', options.onError);
  return redis;
}

/**
 * Connection of the relay and of staff's look at the queues: answers or fails within seconds, for a database transaction is open
 * meanwhile. A command that was sent twice after a reconnect is harmless here: jobs carry their own ids.
 */
export function connectProducer(options: QueueRedisOptions): Redis {
  const redis = new Redis(options.url, {
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
    enableAutoPipelining: false,
    commandTimeout: PRODUCER_TIMEOUT_MS,
    retryStrategy,
  });
  redis.on('error', options.onError);
  return redis;
}
