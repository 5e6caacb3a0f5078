import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { parseInventoryChange } from '../../src/domain/inventory-change.js';
import { eventKeys } from '../../src/lua/keys.js';
import { fenceNumber, nowMicros } from './history.js';
import type { HistoryWriter } from './history.writer.js';
import type { Till } from './till.js';

/** How long the last change may take to be heard, before it counts as never heard. */
const HEAR_MS = 10_000;

/** Somebody who listens to all changes of one event and writes them down, and compares the map in the end. */
export class MapWatcher {
  readonly #redis: Redis;
  readonly #event: string;
  readonly #writer: HistoryWriter;
  readonly #touched = new Set<number>();
  #latest = 0;

  private constructor(redis: Redis, event: string, writer: HistoryWriter) {
    this.#redis = redis;
    this.#event = event;
    this.#writer = writer;
    redis.on('smessage', (_channel, text: string) => this.#hear(text));
  }

  /** @param url of a Redis whose replies nobody cuts */
  static async listen(url: string, event: string, writer: HistoryWriter): Promise<MapWatcher> {
    const redis = new Redis(url);
    const watcher = new MapWatcher(redis, event, writer);
    await redis.ssubscribe(eventKeys(event).feed);
    return watcher;
  }

  /** Looks at the map once more, waits until everything before has been heard, and ends. */
  async end(till: Till): Promise<void> {
    const seats = [...this.#touched];
    const call = nowMicros();
    const { out } = await till.read(seats);
    const ret = nowMicros();
    for (const until = performance.now() + HEAR_MS; this.#latest < (out.at ?? 0) && performance.now() < until;) await pause(5);
    const look = { id: 'watcher.last', buyer: 'watcher', f: 'read', seats, fence: null } as const;
    this.#writer.operation(this.#event, { ...look, places: [], call, ret, out });
    this.#redis.disconnect();
  }

  #hear(text: string): void {
    const { epoch, version, seats: words, free } = parseInventoryChange(text);
    for (const word of words) this.#touched.add(word >> 2);
    this.#latest = fenceNumber(epoch, version);
    this.#writer.change(this.#event, { epoch, version, words, free: free.map((one) => [one.tier, one.free]) });
  }
}
