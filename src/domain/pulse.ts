import type { SaleTerms } from './inventory.js';
import type { MapCursor } from './seat.js';

/** The state of a sale in a few numbers: what lets a process trust its own copy of the map, or not. */
export interface InventoryPulse {
  cursor: MapCursor;
  /** Redis' clock, milliseconds since 1970. */
  nowMs: number;
  terms: SaleTerms;
  /** Before this moment no hold that is there lapses; null: there is none that could. Milliseconds since 1970. */
  firstDueMs: number | null;
  /** Units held, by tier. */
  held: number[];
}
