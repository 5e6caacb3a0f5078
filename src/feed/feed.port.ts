import type { Id } from '../domain/id.js';
import type { MapCursor } from '../domain/seat.js';
import type { InventoryChange } from '../domain/inventory-change.js';
import type { InventoryPulse } from '../domain/pulse.js';

/** The whole map of an event, as the feed reads it. */
export interface FeedSnapshot {
  cursor: MapCursor;
  atMs: number;
  seatCount: number;
  map: Uint8Array;
  tiers: { tier: number; free: number }[];
}

/** What the live map needs of the inventory. */
export interface FeedSource {
  readMap(eventId: Id): Promise<FeedSnapshot | null>;
  changesSince(eventId: Id, cursor: MapCursor): Promise<InventoryChange[] | null>;
  /** Told of every change that was published: whoever is behind it later has lost its tail. */
  noteSeen(eventId: Id, cursor: MapCursor): void;
  /** The latest version that this process knows of, from whatever answer. */
  seen(eventId: Id): MapCursor;
  /** Null while the inventory is lost. */
  pulse(eventId: Id): Promise<InventoryPulse | null>;
  /** The log of changes, oldest first, as far as it reaches back. */
  log(eventId: Id): Promise<InventoryChange[]>;
  /** Name of the sharded channel on which the scripts of an event publish. */
  channelOf(eventId: Id): string;
}

/** Notices from Redis. They may be lost: a feed notices gaps by version, and looks by itself every few seconds. */
export interface NoticeBoard {
  /** @returns a function that stops listening. @throws DEPENDENCY_UNAVAILABLE while there is no connection. */
  listen(channel: string, onNotice: (text: string) => void): Promise<() => void>;
  /** Whether notices can come in right now, as far as this side can tell. */
  readonly connected: boolean;
  /** Called whenever notices may have been missed: the connection was lost and is back. @returns a function that stops. */
  onGap(listener: () => void): () => void;
}

/** One thing to show a watcher: the whole map, or what changed since what the watcher has. */
export type MapFrame =
  | { kind: 'SeatMapSnapshot'; cursor: MapCursor; atMs: number; seatCount: number; map: Uint8Array; free: ReadonlyMap<number, number> }
  | {
      kind: 'SeatMapDelta';
      from: MapCursor;
      to: MapCursor;
      atMs: number;
      /** Words `index << 2 | state`, each seat once, at its newest state. */
      words: number[];
      /** Free units of the tiers touched. */
      free: ReadonlyMap<number, number>;
    };
