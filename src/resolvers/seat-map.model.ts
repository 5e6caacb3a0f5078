import type { EventModel } from '../domain/event.js';
import type { MapCursor } from '../domain/seat.js';

/** A map as resolvers hand it over: general admission only among its places, as the schema says. */
export interface MapParts {
  cursor: MapCursor;
  atMs: number;
  seatCount: number;
  map: Uint8Array;
  free: ReadonlyMap<number, number>;
}

export interface SeatMapDeltaModel {
  from: MapCursor;
  to: MapCursor;
  at: Date;
  /** `index << 2 | state`. */
  words: number[];
  places: { tierId: string; available: number }[];
}

export function snapshotOf(event: EventModel, parts: MapParts) {
  return {
    cursor: parts.cursor,
    at: new Date(parts.atMs),
    seatCount: parts.seatCount,
    states: Buffer.from(parts.map).toString('base64'),
    places: placesOf(event, parts.free),
  };
}

/** @returns the general admission tiers among `free`, by id. */
export function placesOf(event: EventModel, free: ReadonlyMap<number, number>): { tierId: string; available: number }[] {
  return event.tiers
    .filter((tier) => tier.kind === 'GENERAL_ADMISSION' && free.has(tier.position))
    .map((tier) => ({ tierId: tier.id, available: free.get(tier.position)! }));
}

/** @returns the words as unsigned 32-bit little-endian, base64. */
export function packWords(words: number[]): string {
  const bytes = Buffer.allocUnsafe(words.length * 4);
  for (const [i, word] of words.entries()) bytes.writeUInt32LE(word, i * 4);
  return bytes.toString('base64');
}
