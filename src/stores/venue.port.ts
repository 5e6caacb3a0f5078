import type { VenueModel } from '../domain/event.js';
import type { Id } from '../domain/id.js';
import type { Tx } from './unit-of-work.port.js';

export interface VenuePort {
  /** All venues, by name. */
  list(): Promise<VenueModel[]>;
  findMany(ids: readonly Id[]): Promise<VenueModel[]>;
  insert(tx: Tx, venue: VenueModel): Promise<void>;
  /** Locks a venue until the transaction ends. @returns whether it exists. */
  lock(tx: Tx, id: Id): Promise<boolean>;
}
