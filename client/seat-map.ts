/**
 * The map of one event as a watcher keeps it: two bits a seat, the places of general admission, and the cursor that says which
 * version of the event's map this is. Frames of the `seatMap` subscription are applied to it; nothing else changes it.
 *
 * Pure: no DOM, no socket, no timer. See `seat-map.watch.ts` for the part that talks to a server.
 */

export type SeatState = 'FREE' | 'HELD' | 'SOLD' | 'BLOCKED';
const STATES: readonly SeatState[] = ['FREE', 'HELD', 'SOLD', 'BLOCKED'];

/** A point on the one version line of an event's map. A new epoch voids everything known of the old one. */
export interface MapCursor {
  epoch: number;
  version: number;
}

export interface PlacesAvailability {
  tierId: string;
  available: number;
}

export interface SnapshotFrame {
  __typename: 'SeatMapSnapshot';
  cursor: MapCursor;
  seatCount: number;
  /** Base64; two bits a seat, four seats a byte, most significant pair first. */
  states: string;
  places: PlacesAvailability[];
}

export interface DeltaFrame {
  __typename: 'SeatMapDelta';
  from: MapCursor;
  to: MapCursor;
  /** Base64; unsigned 32-bit little-endian words, index << 2 | state. */
  packed: string;
  places: PlacesAvailability[];
}

export type SeatMapFrame = SnapshotFrame | DeltaFrame;

/**
 * What a frame did.
 * - `applied`: the map is now at the frame's cursor; `seats` and `places` (tier ids) are those whose state differs from before,
 *   all of them for the first snapshot.
 * - `stale`: the map already knew all of it; nothing changed.
 * - `gap`: the frame does not follow from this map; nothing changed. The watcher must subscribe again with its cursor.
 */
export type FrameOutcome = { kind: 'applied'; first: boolean; seats: number[]; places: string[] } | { kind: 'stale' } | { kind: 'gap' };

/** One event's map. Empty, with no cursor, until the first snapshot. */
export class SeatMap {
  #bytes = new Uint8Array(0);
  #seatCount = 0;
  #cursor: MapCursor | null = null;
  readonly #places = new Map<string, number>();

  /** Where this map stands; null before the first frame. Give it to the server as `since`. */
  get cursor(): MapCursor | null {
    return this.#cursor;
  }

  get seatCount(): number {
    return this.#seatCount;
  }

  /** State of a seat. A seat that the map does not have reads BLOCKED: nobody can buy it. */
  stateOf(index: number): SeatState {
    if (index < 0 || index >= this.#seatCount) return 'BLOCKED';
    return STATES[readPair(this.#bytes, index)] ?? 'BLOCKED';
  }

  /** Free places of a general admission tier; 0 for a tier that the map does not have. */
  available(tierId: string): number {
    return this.#places.get(tierId) ?? 0;
  }

  /** Applies a frame. Safe to repeat: a frame seen before is `stale`. */
  apply(frame: SeatMapFrame): FrameOutcome {
    return frame.__typename === 'SeatMapSnapshot' ? this.#applySnapshot(frame) : this.#applyDelta(frame);
  }

  #applySnapshot(frame: SnapshotFrame): FrameOutcome {
    const first = this.#cursor === null;
    if (this.#cursor?.epoch === frame.cursor.epoch && frame.cursor.version < this.#cursor.version) return { kind: 'stale' };
    const next = decodeBase64(frame.states);
    const seats = first ? range(frame.seatCount) : changedSeats(this.#bytes, next, Math.max(this.#seatCount, frame.seatCount));
    this.#bytes = next;
    this.#seatCount = frame.seatCount;
    this.#cursor = frame.cursor;
    return { kind: 'applied', first, seats, places: this.#takePlaces(frame.places) };
  }

  #applyDelta(frame: DeltaFrame): FrameOutcome {
    const here = this.#cursor;
    if (!here || here.epoch !== frame.to.epoch || here.version < frame.from.version) return { kind: 'gap' };
    if (here.version >= frame.to.version) return { kind: 'stale' };
    const seats: number[] = [];
    for (const word of decodeWords(frame.packed)) {
      const index = word >>> 2;
      if (index >= this.#seatCount || readPair(this.#bytes, index) === (word & 3)) continue;
      writePair(this.#bytes, index, word & 3);
      seats.push(index);
    }
    this.#cursor = frame.to;
    return { kind: 'applied', first: false, seats, places: this.#takePlaces(frame.places) };
  }

  #takePlaces(places: readonly PlacesAvailability[]): string[] {
    const changed = places.filter((entry) => this.#places.get(entry.tierId) !== entry.available);
    for (const entry of changed) this.#places.set(entry.tierId, entry.available);
    return changed.map((entry) => entry.tierId);
  }
}

/** @returns the bytes of a standard base64 text. */
export function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

function decodeWords(packed: string): number[] {
  const bytes = decodeBase64(packed);
  const view = new DataView(bytes.buffer);
  return Array.from({ length: bytes.length >> 2 }, (_, position) => view.getUint32(position * 4, true));
}

function readPair(bytes: Uint8Array, index: number): number {
  return ((bytes[index >> 2] ?? 0) >> (6 - 2 * (index & 3))) & 3;
}

function writePair(bytes: Uint8Array, index: number, state: number): void {
  const shift = 6 - 2 * (index & 3);
  bytes[index >> 2] = ((bytes[index >> 2] ?? 0) & ~(3 << shift)) | (state << shift);
}

function changedSeats(before: Uint8Array, after: Uint8Array, seatCount: number): number[] {
  const changed: number[] = [];
  for (let byte = 0; byte < (seatCount + 3) >> 2; byte++) {
    if (before[byte] === after[byte]) continue;
    for (let index = byte << 2; index < Math.min(seatCount, (byte + 1) << 2); index++) {
      if (readPair(before, index) !== readPair(after, index)) changed.push(index);
    }
  }
  return changed;
}

function range(length: number): number[] {
  return Array.from({ length }, (_, index) => index);
}
