import type { MapCursor } from '../domain/seat.js';
import type { EventFeed } from './event.feed.js';
import type { MapFrame } from './feed.port.js';

/** What a watcher needs of its hub. */
export interface WatcherHub {
  /** Flush all watchers as soon as the window allows. */
  requestFlush(): void;
  leave(watcher: Watcher): void;
}

/**
 * One watcher of one feed, as the async iterator that GraphQL pulls. Written by hand: the `return()` of an async generator that is
 * parked on a promise waits for that promise, so a closed socket would leak its watcher until the next change.
 */
export class Watcher implements AsyncIterableIterator<MapFrame> {
  readonly #feed: EventFeed;
  readonly #hub: WatcherHub;
  #cursor: MapCursor | null;
  #started = false;
  #ended = false;
  /** Settles the pending `next()`, if there is one. */
  #wake: ((result: IteratorResult<MapFrame>) => void) | null = null;

  constructor(feed: EventFeed, since: MapCursor | null, hub: WatcherHub) {
    this.#feed = feed;
    this.#cursor = since;
    this.#hub = hub;
  }

  /** Gives a waiting watcher what is new. Called by the hub after a change; does nothing for one that is still busy. */
  flush(): void {
    if (this.#wake === null) return;
    const frame = this.#feed.frameSince(this.#cursor);
    if (frame !== null) this.#settle(this.#take(frame));
  }

  /** Whether it is parked although there is something new: it parked, or the change came, while a flush was under way. */
  waitsForMore(): boolean {
    return this.#wake !== null && !this.#feed.isAt(this.#cursor);
  }

  next(): Promise<IteratorResult<MapFrame>> {
    if (this.#ended) return Promise.resolve({ done: true, value: undefined });
    if (!this.#started) {
      this.#started = true;
      return Promise.resolve(this.#take(this.#feed.firstFrame(this.#cursor)));
    }
    // Changes that came while the last frame was being sent wait for the window too: else a fast watcher would defeat it.
    if (!this.#feed.isAt(this.#cursor)) this.#hub.requestFlush();
    return new Promise((resolve) => (this.#wake = resolve));
  }

  return(): Promise<IteratorResult<MapFrame>> {
    this.#end();
    return Promise.resolve({ done: true, value: undefined });
  }

  throw(error: unknown): Promise<IteratorResult<MapFrame>> {
    this.#end();
    return Promise.reject(error);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #take(frame: MapFrame): IteratorResult<MapFrame> {
    this.#cursor = frame.kind === 'SeatMapDelta' ? frame.to : frame.cursor;
    return { done: false, value: frame };
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#settle({ done: true, value: undefined });
    this.#hub.leave(this);
  }

  #settle(result: IteratorResult<MapFrame>): void {
    const wake = this.#wake;
    this.#wake = null;
    wake?.(result);
  }
}
