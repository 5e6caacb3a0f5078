import type { Id } from '../domain/id.js';
import type { Tx } from './unit-of-work.port.js';

/** Seats and places that staff keep from sale, in the ledger, with their journal. */
export interface BlockPort {
  /** Blocks seats that are not blocked yet. @returns how many are new. */
  addSeats(tx: Tx, eventId: Id, seats: readonly { tierId: Id; seatIndex: number }[], reason: string): Promise<number>;
  /** @returns the seats that were blocked and no longer are. */
  removeSeats(tx: Tx, eventId: Id, seats: readonly number[]): Promise<number[]>;
  /** @returns false when the tier has not so many places left by the ledger: nothing changed. */
  addPlaces(tx: Tx, eventId: Id, tierId: Id, quantity: number, reason: string): Promise<boolean>;
  /** @returns how many places are no longer blocked: `quantity`, or as many as were. */
  removePlaces(tx: Tx, eventId: Id, tierId: Id, quantity: number): Promise<number>;
}
