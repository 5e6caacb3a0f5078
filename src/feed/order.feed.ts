import type { Cluster, Redis } from 'ioredis';
import type { OrderFeedPublisher, OrderWatcher } from './order.feed.port.js';
import type { NoticeBoard } from './feed.port.js';

const CHANNEL = 'aisle:orders';
/** How often a watcher looks at the ledger without a notice, milliseconds: notices may be lost. */
const LOOK_MS = 5_000;

export interface OrderFeedPorts {
  /** Connection to publish on. */
  redis: Redis | Cluster;
  board: NoticeBoard;
  onError(error: unknown): void;
}

/** Notices that an order changed, from any process to the watchers in this one. A notice carries nothing but the number. */
export class OrderFeed implements OrderFeedPublisher, OrderWatcher {
  readonly #ports: OrderFeedPorts;
  readonly #watchers = new Map<string, Set<() => void>>();
  #stop: Promise<() => void> | null = null;

  constructor(ports: OrderFeedPorts) {
    this.#ports = ports;
  }

  orderChanged(orderNo: string): void {
    this.#ports.redis.publish(CHANNEL, orderNo).catch(this.#ports.onError);
  }

  async watch<Seen extends { revision: number }>(orderNo: string, look: () => Promise<Seen | null>): Promise<AsyncIterableIterator<Seen>> {
    await this.#listen();
    const watch = new OrderWatch({ look, onEnd: () => this.#leave(orderNo, notice), onError: this.#ports.onError });
    const notice = () => watch.notice();
    const watchers = this.#watchers.get(orderNo) ?? new Set();
    this.#watchers.set(orderNo, watchers.add(notice));
    return watch;
  }

  /** Once a process, by its first watcher; one that failed is tried again by the next. */
  #listen(): Promise<() => void> {
    this.#stop ??= this.#ports.board
      .listen(CHANNEL, (text) => this.#hear(text))
      .catch((error: unknown) => {
        this.#stop = null;
        throw error;
      });
    return this.#stop;
  }

  #hear(orderNo: string): void {
    for (const notice of this.#watchers.get(orderNo) ?? []) notice();
  }

  #leave(orderNo: string, notice: () => void): void {
    const watchers = this.#watchers.get(orderNo);
    watchers?.delete(notice);
    if (watchers?.size === 0) this.#watchers.delete(orderNo);
  }
}

interface OrderWatchPorts<Seen> {
  look(): Promise<Seen | null>;
  onEnd(): void;
  onError(error: unknown): void;
}

/** One watcher of one order. */
class OrderWatch<Seen extends { revision: number }> implements AsyncIterableIterator<Seen> {
  readonly #ports: OrderWatchPorts<Seen>;
  #revision = -1;
  #noticed = true;
  #ended = false;
  #wake: (() => void) | null = null;

  constructor(ports: OrderWatchPorts<Seen>) {
    this.#ports = ports;
  }

  notice(): void {
    this.#noticed = true;
    this.#wake?.();
  }

  async next(): Promise<IteratorResult<Seen>> {
    while (!this.#ended) {
      if (!this.#noticed) await this.#pause();
      this.#noticed = false;
      const seen = this.#ended ? null : await this.#look();
      if (seen === null) return this.return();
      if (seen === 'UNKNOWN' || seen.revision <= this.#revision) continue;
      this.#revision = seen.revision;
      return { done: false, value: seen };
    }
    return { done: true, value: undefined };
  }

  return(): Promise<IteratorResult<Seen>> {
    if (!this.#ended) {
      this.#ended = true;
      this.#wake?.();
      this.#ports.onEnd();
    }
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** A ledger that is away for a moment is no end: the next notice, or the next poll, looks again. */
  #look(): Promise<Seen | null | 'UNKNOWN'> {
    return this.#ports.look().catch((error: unknown) => {
      this.#ports.onError(error);
      return 'UNKNOWN' as const;
    });
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#wake?.(), LOOK_MS);
      this.#wake = () => {
        clearTimeout(timer);
        this.#wake = null;
        resolve();
      };
    });
  }
}
