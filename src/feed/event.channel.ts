import type { Id } from '../domain/id.js';
import { parseInventoryChange } from '../domain/inventory-change.js';
import type { MapCursor } from '../domain/seat.js';
import { EventFeed } from './event.feed.js';
import type { FeedSource, NoticeBoard } from './feed.port.js';
import { SoldOutMirror } from './sold-out.mirror.js';
import { Watcher, type WatcherHub } from './watcher.js';

export interface ChannelPorts {
  eventId: Id;
  source: FeedSource;
  board: NoticeBoard;
  /** Shortest time between two frames, milliseconds. The first change after a quiet window goes out at once. */
  windowMs: number;
  /** How often Redis is looked at without a notice, milliseconds: the bound on how long a lost notice goes unnoticed. */
  lookMs: number;
  onError(error: unknown): void;
  /** The last watcher has left. */
  onIdle(): void;
}

/** Watchers woken between two turns of the event loop, so that a full house does not stall the requests of buyers. */
const SLICE = 256;

/** One event as this process shows it: its feed, its subscription to Redis, its watchers and their common window. */
export class EventChannel implements WatcherHub {
  /** When a wish was last looked up in the mirror, by this process' clock. */
  askedAt = -Infinity;
  readonly #ports: ChannelPorts;
  readonly #feed: EventFeed;
  #mirror: SoldOutMirror | null = null;
  readonly #watchers = new Set<Watcher>();
  #stopListening: (() => void)[] = [];
  #lookTimer: NodeJS.Timeout | undefined;
  #flushTimer: NodeJS.Timeout | undefined;
  #lastFlushMs = 0;
  #closed = false;

  constructor(ports: ChannelPorts) {
    this.#ports = ports;
    this.#feed = new EventFeed({ eventId: ports.eventId, source: ports.source });
  }

  /** Listens first and reads the map then: what is published in between is folded in or seen as old, never missed. */
  async open(): Promise<void> {
    const { board, source, eventId, lookMs } = this.#ports;
    this.#stopListening.push(await board.listen(source.channelOf(eventId), (text) => this.#hear(text)));
    this.#stopListening.push(
      board.onGap(() => {
        this.#mirror?.doubt();
        this.#look();
      }),
    );
    await this.#feed.resync();
    this.#lookTimer = setInterval(() => this.#look(), lookMs);
    this.#lookTimer.unref();
  }

  /** Whether there is a map to show. */
  get ready(): boolean {
    return this.#feed.ready;
  }

  get size(): number {
    return this.#watchers.size;
  }

  /** The map that this process has right now, not a copy; null before there is one. */
  map(): { map: Uint8Array; cursor: MapCursor } | null {
    return this.#feed.ready ? { map: this.#feed.map, cursor: this.#feed.cursor } : null;
  }

  /** What is gone of this event, kept from the first question on. */
  mirror(): SoldOutMirror {
    const { eventId, source, board, onError } = this.#ports;
    this.#mirror ??= new SoldOutMirror({ eventId, feed: this.#feed, source, board, onError });
    return this.#mirror;
  }

  watch(since: MapCursor | null): Watcher {
    const watcher = new Watcher(this.#feed, since, this);
    this.#watchers.add(watcher);
    return watcher;
  }

  leave(watcher: Watcher): void {
    this.#watchers.delete(watcher);
    if (this.#watchers.size === 0) this.#ports.onIdle();
  }

  requestFlush(): void {
    if (this.#flushTimer !== undefined || this.#closed) return;
    const wait = Math.max(0, this.#lastFlushMs + this.#ports.windowMs - performance.now());
    this.#flushTimer = setTimeout(() => void this.#flush(), wait);
  }

  close(): void {
    this.#closed = true;
    clearInterval(this.#lookTimer);
    clearTimeout(this.#flushTimer);
    for (const stop of this.#stopListening.splice(0)) stop();
    for (const watcher of this.#watchers) void watcher.return();
  }

  #hear(text: string): void {
    try {
      const change = parseInventoryChange(text);
      this.#ports.source.noteSeen(this.#ports.eventId, change);
      const verdict = this.#feed.apply(change);
      if (verdict === 'applied') this.requestFlush();
      if (verdict === 'gap') {
        this.#mirror?.doubt();
        this.#look();
      }
    } catch (error) {
      // A text from nobody of ours: thrown on, it would end the process.
      this.#ports.onError(error);
    }
  }

  #look(): void {
    this.#feed.resync().then(
      (changed) => changed && this.requestFlush(),
      (error: unknown) => {
        this.#mirror?.doubt();
        this.#ports.onError(error);
      },
    );
  }

  async #flush(): Promise<void> {
    this.#lastFlushMs = performance.now();
    let woken = 0;
    for (const watcher of this.#watchers) {
      watcher.flush();
      woken += 1;
      if (woken % SLICE === 0) await new Promise(setImmediate);
    }
    this.#flushTimer = undefined;
    const late = [...this.#watchers].some((watcher) => watcher.waitsForMore());
    if (late) this.requestFlush();
  }
}
