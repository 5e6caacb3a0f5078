/** The state of a numbered seat as the map stores it: two bits (see `SeatMapSnapshot.states` in the schema). */
export const SEAT_STATES = ['FREE', 'HELD', 'SOLD', 'BLOCKED'] as const;
export type SeatState = (typeof SEAT_STATES)[number];
export type SeatStateCode = 0 | 1 | 2 | 3;

export const FREE: SeatStateCode = 0;
export const HELD: SeatStateCode = 1;
export const SOLD: SeatStateCode = 2;
export const BLOCKED: SeatStateCode = 3;

/** A point on the one version line of an event's map. A new epoch voids everything known of the old one. */
export interface MapCursor {
  epoch: number;
  version: number;
}

/** Bytes that a map of `seatCount` seats takes: four seats a byte, most significant pair first. */
export function mapByteLength(seatCount: number): number {
  return (seatCount + 3) >> 2;
}

/** @returns the state of seat `index` in a packed map. Seats beyond its end read as free. */
export function seatStateAt(map: Uint8Array, index: number): SeatStateCode {
  return (((map[index >> 2] ?? 0) >> (6 - 2 * (index & 3))) & 3) as SeatStateCode;
}

/** Writes the state of seat `index` into a packed map, in place. */
export function setSeatState(map: Uint8Array, index: number, state: SeatStateCode): void {
  const shift = 6 - 2 * (index & 3);
  map[index >> 2] = ((map[index >> 2] ?? 0) & ~(3 << shift)) | (state << shift);
}
