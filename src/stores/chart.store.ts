import type { ChartLayout } from '../domain/chart.js';
import type { Id } from '../domain/id.js';
import type { ChartPort, ChartRecord } from './chart.port.js';
import type { Ledger, Statement } from './ledger.js';
import type { Tx } from './unit-of-work.port.js';

const FIND: Statement = {
  name: 'chart-find',
  text: 'SELECT id, venue_id AS "venueId", name, hash, seat_count AS "seatCount", categories, layout FROM chart WHERE id = $1',
};
const LAYOUT_BY_HASH: Statement = { name: 'chart-layout-by-hash', text: 'SELECT layout FROM chart WHERE hash = $1 LIMIT 1' };
const IDS_BY_VENUE: Statement = {
  name: 'chart-ids-by-venue',
  text: 'SELECT venue_id AS "venueId", id FROM chart WHERE venue_id = ANY($1::uuid[]) ORDER BY venue_id, name, id',
};
const FIND_BY_HASH: Statement = {
  name: 'chart-find-by-hash',
  text: 'SELECT id FROM chart WHERE venue_id = $1 AND hash = $2 ORDER BY id LIMIT 1',
};
const INSERT: Statement = {
  name: 'chart-insert',
  text: `INSERT INTO chart (id, venue_id, name, hash, seat_count, categories, layout) VALUES ($1, $2, $3, $4, $5, $6, $7::jsonb)`,
};

export class ChartStore implements ChartPort {
  readonly #ledger: Ledger;

  constructor(ports: { ledger: Ledger }) {
    this.#ledger = ports.ledger;
  }

  async find(id: Id): Promise<ChartRecord | null> {
    const [chart] = await this.#ledger.query<ChartRecord>(FIND, [id]);
    return chart ?? null;
  }

  async layoutByHash(hash: string): Promise<ChartLayout | null> {
    const [row] = await this.#ledger.query<{ layout: ChartLayout }>(LAYOUT_BY_HASH, [hash]);
    return row?.layout ?? null;
  }

  idsByVenue(venueIds: readonly Id[]): Promise<{ venueId: Id; id: Id }[]> {
    return this.#ledger.query<{ venueId: Id; id: Id }>(IDS_BY_VENUE, [venueIds]);
  }

  async findByHash(tx: Tx, venueId: Id, hash: string): Promise<Id | null> {
    const [row] = await this.#ledger.query<{ id: Id }>(FIND_BY_HASH, [venueId, hash], tx);
    return row?.id ?? null;
  }

  async insert(tx: Tx, chart: ChartRecord): Promise<void> {
    const values = [chart.id, chart.venueId, chart.name, chart.hash, chart.seatCount, chart.categories, JSON.stringify(chart.layout)];
    await this.#ledger.query(INSERT, values, tx);
  }
}
