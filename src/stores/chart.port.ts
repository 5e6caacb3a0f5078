import type { ChartLayout } from '../domain/chart.js';
import type { Id } from '../domain/id.js';
import type { Tx } from './unit-of-work.port.js';

/** A chart as a row. It never changes, so whoever has it may keep it. */
export interface ChartRecord {
  id: Id;
  venueId: Id;
  name: string;
  hash: string;
  seatCount: number;
  categories: string[];
  layout: ChartLayout;
}

export interface ChartPort {
  find(id: Id): Promise<ChartRecord | null>;
  /** The layout under a hash, or null. Equal hashes are equal layouts, whichever venue imported it. */
  layoutByHash(hash: string): Promise<ChartLayout | null>;
  /** Ids by venue, in order of chart name. Only ids: a layout can have megabytes. */
  idsByVenue(venueIds: readonly Id[]): Promise<{ venueId: Id; id: Id }[]>;
  /** The venue's chart with this layout, or null. */
  findByHash(tx: Tx, venueId: Id, hash: string): Promise<Id | null>;
  insert(tx: Tx, chart: ChartRecord): Promise<void>;
}
