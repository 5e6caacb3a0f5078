import type { Id } from '../domain/id.js';
import { setSeatState, type MapCursor, type SeatStateCode } from '../domain/seat.js';
import type { InventoryChange } from '../domain/inventory-change.js';
import type { FeedSource, MapFrame } from './feed.port.js';

/** Changes kept for watchers that are behind; an older watcher gets the map, which is smaller than so many changes anyway. */
const LOG_LENGTH = 4096;

/** Told of what the feed folds in, each change once and in order. */
export interface FeedListener {
  applied(change: InventoryChange): void;
  /** The map was read anew: changes in between were never seen. */
  reloaded(): void;
}

/**
 * One process' copy of one event's map, folded from the version line.
 *
 * Watchers pull: each keeps only the cursor of what it has seen, and asks for the difference to now. A slow watcher so gets
 * fewer, larger frames that carry each seat once at its newest state, and costs no memory while it is slow.
 */
export class EventFeed {
  readonly #eventId: Id;
  readonly #source: Pick<FeedSource, 'readMap' | 'changesSince'>;
  /** Set by whoever wants to be told. */
  listener: FeedListener | null = null;
  #map: Uint8Array = new Uint8Array(0);
  #seatCount = 0;
  #cursor: MapCursor = { epoch: 0, version: 0 };
  #atMs = 0;
  #free = new Map<number, number>();
  /** Changes of this epoch up to the cursor, oldest first, without a gap. */
  #log: InventoryChange[] = [];
  /** Frames to the current version by the version they start from: made once, sent to all who stand there. */
  #frames = new Map<number, MapFrame>();
  /** The look that is under way, and the one that follows it for those who asked meanwhile. */
  #look: Promise<void> | null = null;
  #nextLook: Promise<void> | null = null;

  constructor(ports: { eventId: Id; source: Pick<FeedSource, 'readMap' | 'changesSince'> }) {
    this.#eventId = ports.eventId;
    this.#source = ports.source;
  }

  get cursor(): MapCursor {
    return this.#cursor;
  }

  /** The map as folded so far; changes under whoever keeps it. */
  get map(): Uint8Array {
    return this.#map;
  }

  /** Whether a map has been read: until then there is nothing to show. */
  get ready(): boolean {
    return this.#cursor.epoch > 0;
  }

  /** Free units of a tier; undefined for one that the event has not. */
  freeOf(tier: number): number | undefined {
    return this.#free.get(tier);
  }

  /** Whether a watcher that has seen `cursor` is up to date. */
  isAt(cursor: MapCursor | null): boolean {
    return cursor?.epoch === this.#cursor.epoch && cursor.version === this.#cursor.version;
  }

  /**
   * Folds one published change in. One that does not follow the last one is left to `resync`.
   * @returns 'applied', 'old' (seen before) or 'gap'.
   */
  apply(change: InventoryChange): 'applied' | 'old' | 'gap' {
    if (change.epoch < this.#cursor.epoch) return 'old';
    if (change.epoch > this.#cursor.epoch) return 'gap';
    if (change.version <= this.#cursor.version) return 'old';
    if (change.version > this.#cursor.version + 1) return 'gap';
    for (const word of change.seats) setSeatState(this.#map, word >>> 2, (word & 3) as SeatStateCode);
    for (const { tier, free } of change.free) this.#free.set(tier, free);
    this.#cursor = { epoch: change.epoch, version: change.version };
    this.#atMs = change.atMs;
    this.#log.push(change);
    if (this.#log.length > LOG_LENGTH) this.#log = this.#log.slice(LOG_LENGTH / 2);
    this.#frames.clear();
    this.listener?.applied(change);
    return 'applied';
  }

  /**
   * Catches up with Redis: by the changes since the cursor, or by the whole map. Calls that overlap share one look that began
   * after them.
   * @returns whether anything is new. Rejects when Redis does not answer; the copy stays as it is.
   */
  async resync(): Promise<boolean> {
    const before = this.#cursor;
    await this.#lookFromNow();
    return before.epoch !== this.#cursor.epoch || before.version !== this.#cursor.version;
  }

  /** @returns the frame that leads from `since` to now: null when `since` is now. */
  frameSince(since: MapCursor | null): MapFrame | null {
    if (since === null || since.epoch !== this.#cursor.epoch || since.version > this.#cursor.version) return this.#snapshot();
    if (since.version === this.#cursor.version) return null;
    let frame = this.#frames.get(since.version);
    if (frame === undefined) {
      frame = this.#merge(since.version) ?? this.#snapshot();
      this.#frames.set(since.version, frame);
    }
    return frame;
  }

  /** As `frameSince`, but never null: a watcher that resumes where it stands gets an empty delta at once. */
  firstFrame(since: MapCursor | null): MapFrame {
    const now = this.#cursor;
    return this.frameSince(since) ?? { kind: 'SeatMapDelta', from: now, to: now, atMs: this.#atMs, words: [], free: new Map() };
  }

  /** A look under way may have read Redis before the change that made the caller ask: the caller gets the one after it. */
  #lookFromNow(): Promise<void> {
    if (this.#look === null) {
      this.#look = this.#catchUp().finally(() => (this.#look = null));
      return this.#look;
    }
    this.#nextLook ??= this.#look
      .catch(() => undefined) // told to those who asked for it
      .then(() => {
        this.#nextLook = null;
        return this.#lookFromNow();
      });
    return this.#nextLook;
  }

  async #catchUp(): Promise<void> {
    if (this.ready) {
      const changes = await this.#source.changesSince(this.#eventId, this.#cursor);
      if (changes !== null && changes.every((change) => this.apply(change) !== 'gap')) return;
    }
    const snapshot = await this.#source.readMap(this.#eventId);
    if (snapshot === null) return; // Redis lost the event: the last known map stays until the rebuild brings a new epoch
    const { cursor } = snapshot;
    if (cursor.epoch === this.#cursor.epoch && cursor.version <= this.#cursor.version) return;
    this.#map = Uint8Array.from(snapshot.map);
    this.#seatCount = snapshot.seatCount;
    this.#free = new Map(snapshot.tiers.map((tier) => [tier.tier, tier.free]));
    this.#cursor = cursor;
    this.#atMs = snapshot.atMs;
    this.#log = [];
    this.#frames.clear();
    this.listener?.reloaded();
  }

  #snapshot(): MapFrame {
    return {
      kind: 'SeatMapSnapshot',
      cursor: this.#cursor,
      atMs: this.#atMs,
      seatCount: this.#seatCount,
      map: Uint8Array.from(this.#map),
      free: new Map(this.#free),
    };
  }

  /** Each seat touched after `version`, once, at its newest state; null when the log does not reach back. */
  #merge(version: number): MapFrame | null {
    const oldest = this.#log[0]?.version;
    if (oldest === undefined || oldest > version + 1) return null;
    const states = new Map<number, number>();
    const free = new Map<number, number>();
    for (const change of this.#log.slice(version + 1 - oldest)) {
      for (const word of change.seats) states.set(word >>> 2, word);
      for (const entry of change.free) free.set(entry.tier, entry.free);
    }
    const { epoch } = this.#cursor;
    return { kind: 'SeatMapDelta', from: { epoch, version }, to: this.#cursor, atMs: this.#atMs, words: [...states.values()], free };
  }
}
