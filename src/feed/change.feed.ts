import type { Cluster, Redis } from 'ioredis';
import type { NoticeBoard } from './feed.port.js';
import { LedgerWatch, type LedgerWatchPorts } from './ledger.watch.js';

export interface ChangeFeedPorts {
  /** Connection to publish on. */
  redis: Redis | Cluster;
  board: NoticeBoard;
  /** Name of the channel that the notices go over. */
  channel: string;
  onError(error: unknown): void;
  /** Told of every notice that this process hears, before its watchers are. */
  onNotice?(key: string): void;
}

/** Notices that rows of one kind changed, from any process to the watchers in this one. A notice carries nothing but the row's key. */
export class ChangeFeed {
  readonly #ports: ChangeFeedPorts;
  readonly #watchers = new Map<string, Set<() => void>>();
  #stop: Promise<() => void> | null = null;

  constructor(ports: ChangeFeedPorts) {
    this.#ports = ports;
  }

  /** Never throws: a lost notice costs a watcher the time until its next look. */
  changed(key: string): void {
    this.#ports.redis.publish(this.#ports.channel, key).catch(this.#ports.onError);
  }

  /** @throws DEPENDENCY_UNAVAILABLE. */
  async watch<Seen>(key: string, parts: Pick<LedgerWatchPorts<Seen>, 'look' | 'markOf' | 'dueInMs'>): Promise<LedgerWatch<Seen>> {
    await this.#listen();
    const watch = new LedgerWatch({ ...parts, onEnd: () => this.#leave(key, notice), onError: this.#ports.onError });
    const notice = () => watch.notice();
    const watchers = this.#watchers.get(key) ?? new Set();
    this.#watchers.set(key, watchers.add(notice));
    return watch;
  }

  /** Once a process, by its first watcher; one that failed is tried again by the next. */
  #listen(): Promise<() => void> {
    this.#stop ??= this.#ports.board
      .listen(this.#ports.channel, (text) => this.#hear(text))
      .catch((error: unknown) => {
        this.#stop = null;
        throw error;
      });
    return this.#stop;
  }

  #hear(key: string): void {
    this.#ports.onNotice?.(key);
    for (const notice of this.#watchers.get(key) ?? []) notice();
  }

  #leave(key: string, notice: () => void): void {
    const watchers = this.#watchers.get(key);
    watchers?.delete(notice);
    if (watchers?.size === 0) this.#watchers.delete(key);
  }
}
