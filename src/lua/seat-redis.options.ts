import type { RedisOptions } from 'ioredis';

/** Milliseconds that one command may take before its outcome counts as unknown. Half of a call's time, so that one repeat fits in. */
export const SEAT_COMMAND_TIMEOUT_MS = 900;

/**
 * Options of the client that runs seat scripts; it runs nothing else.
 *
 * By default the client sends commands again after a reconnect, and so runs a script twice when the connection was cut between
 * execution and reply (https://github.com/redis/ioredis/issues/2193). Here a cut rejects at once, nothing waits in a queue, and the
 * one repeat is made by SeatScripts, with the same operation id. A server that became a replica answers READONLY: reconnect then;
 * nothing ran.
 */
export const seatRedisOptions = {
  maxRetriesPerRequest: 0,
  autoResendUnfulfilledCommands: false,
  enableOfflineQueue: false,
  commandTimeout: SEAT_COMMAND_TIMEOUT_MS,
  connectTimeout: 2_000,
  keepAlive: 10_000,
  retryStrategy: (attempt: number) => Math.min(20 * attempt, 500),
  reconnectOnError: (error: Error) => error.message.startsWith('READONLY'),
} satisfies RedisOptions;
