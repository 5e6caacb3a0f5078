import { Cluster, type Redis } from 'ioredis';
import { AisleError } from '../errors/aisle-error.js';
import type { NoticeBoard } from './feed.port.js';

/** How long a new listener waits for its subscription, milliseconds: the client itself would wait for as long as Redis is away. */
const SUBSCRIBE_MS = 2_000;

/**
 * Notices over one Redis connection in subscriber mode, or in a cluster over one to each master: sharded channels for events, plain ones
 * for the rest (a name with a hash tag is sharded). A channel is subscribed by its first listener and left by its last.
 */
export class RedisNoticeBoard implements NoticeBoard {
  readonly #redis: Redis | Cluster;
  readonly #listeners = new Map<string, Set<(text: string) => void>>();
  readonly #gapListeners = new Set<() => void>();
  #seenReady = false;

  constructor(ports: { redis: Redis | Cluster }) {
    this.#redis = ports.redis;
    const dispatch = (channel: string, text: string) => {
      for (const listener of this.#listeners.get(channel) ?? []) listener(text);
    };
    this.#redis.on('message', dispatch);
    this.#redis.on('smessage', dispatch);
    // In a cluster, where a master may go or a slot may move while the others stay, this is said each time all are subscribed again.
    this.#redis.on(this.#redis instanceof Cluster ? 'subscribersReady' : 'ready', () => {
      // The client subscribes again by itself; what was said in between is lost, and only a look at Redis can tell.
      if (this.#seenReady) for (const listener of this.#gapListeners) listener();
      this.#seenReady = true;
    });
  }

  get connected(): boolean {
    return this.#redis.status === 'ready';
  }

  async listen(channel: string, onNotice: (text: string) => void): Promise<() => void> {
    let listeners = this.#listeners.get(channel);
    if (listeners === undefined) {
      listeners = new Set();
      this.#listeners.set(channel, listeners);
    }
    listeners.add(onNotice);
    try {
      // Every listener waits for the subscription itself: to join one that is still under way would open a gap.
      await inTime(isSharded(channel) ? this.#redis.ssubscribe(channel) : this.#redis.subscribe(channel));
    } catch (cause) {
      this.#leave(channel, onNotice);
      throw new AisleError('DEPENDENCY_UNAVAILABLE', 'Live updates are not available.', { retryAfterMs: 1000, cause });
    }
    return () => this.#leave(channel, onNotice);
  }

  onGap(listener: () => void): () => void {
    this.#gapListeners.add(listener);
    return () => this.#gapListeners.delete(listener);
  }

  #leave(channel: string, onNotice: (text: string) => void): void {
    const listeners = this.#listeners.get(channel);
    if (listeners === undefined || !listeners.delete(onNotice) || listeners.size > 0) return;
    this.#listeners.delete(channel);
    const left = isSharded(channel) ? this.#redis.sunsubscribe(channel) : this.#redis.unsubscribe(channel);
    left.catch(() => undefined); // the connection is gone, and with it the subscription
  }
}

function isSharded(channel: string): boolean {
  return channel.includes('{');
}

async function inTime(subscription: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no subscription within ${SUBSCRIBE_MS} ms`)), SUBSCRIBE_MS);
  });
  try {
    await Promise.race([subscription, late]);
  } finally {
    clearTimeout(timer);
    subscription.catch(() => undefined); // a late failure was answered already
  }
}
