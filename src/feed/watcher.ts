import type { MapCursor } from '../domain/seat.js';
import type { EventFeed } from './event.feed.js';
import type { MapFrame } from './feed.port.js';
import { PulledWatch } from './pulled.watch.js';

/** What a watcher needs of its hub. */
export interface WatcherHub {
  /** Flush all watchers as soon as the window allows. */
  requestFlush(): void;
  leave(watcher: Watcher): void;
}

/** One watcher of one feed: its first frame at once, then whatever came since its last, when the hub flushes. */
export class Watcher extends PulledWatch<MapFrame> {
  readonly #feed: EventFeed;
  readonly #hub: WatcherHub;
  #cursor: MapCursor | null;
  #started = false;

  constructor(feed: EventFeed, since: MapCursor | null, hub: WatcherHub) {
    super();
    this.#feed = feed;
    this.#cursor = since;
    this.#hub = hub;
  }

  /** Gives a waiting watcher what is new. Called by the hub after a change; does nothing for one that is still busy. */
  flush(): void {
    if (!this.isParked) return;
    const frame = this.#feed.frameSince(this.#cursor);
    if (frame !== null) this.hand(this.#take(frame));
  }

  /** Whether it is parked although there is something new: it parked, or the change came, while a flush was under way. */
  waitsForMore(): boolean {
    return this.isParked && !this.#feed.isAt(this.#cursor);
  }

  next(): Promise<IteratorResult<MapFrame>> {
    if (this.isEnded) return this.return();
    if (!this.#started) {
      this.#started = true;
      return Promise.resolve({ done: false, value: this.#take(this.#feed.firstFrame(this.#cursor)) });
    }
    // Changes that came while the last frame was being sent wait for the window too: else a fast watcher would defeat it.
    if (!this.#feed.isAt(this.#cursor)) this.#hub.requestFlush();
    return this.park();
  }

  protected onEnd(): void {
    this.#hub.leave(this);
  }

  #take(frame: MapFrame): MapFrame {
    this.#cursor = frame.kind === 'SeatMapDelta' ? frame.to : frame.cursor;
    return frame;
  }
}
