import type { Id } from '../domain/id.js';
import type { MapCursor } from '../domain/seat.js';

const NEVER: MapCursor = { epoch: 0, version: 0 };

/** @returns whether `cursor` lies before `other` on the version line; a higher epoch is always later */
export function isBefore(cursor: MapCursor, other: MapCursor): boolean {
  return cursor.epoch < other.epoch || (cursor.epoch === other.epoch && cursor.version < other.version);
}

/** The latest version of each event that this process knows of. Bounded: the event not heard of for longest is forgotten. */
export class SeenCursors {
  readonly #cursors = new Map<Id, MapCursor>();
  readonly #capacity: number;

  constructor(capacity = 10_000) {
    this.#capacity = capacity;
  }

  of(eventId: Id): MapCursor {
    return this.#cursors.get(eventId) ?? NEVER;
  }

  note(eventId: Id, cursor: MapCursor): void {
    const known = this.of(eventId);
    const latest = isBefore(known, cursor) ? cursor : known;
    // Set anew, so that the map's order is that of last use.
    this.#cursors.delete(eventId);
    this.#cursors.set(eventId, latest);
    if (this.#cursors.size > this.#capacity) this.#cursors.delete(this.#cursors.keys().next().value!);
  }
}
