import type { ChartLayout } from '../domain/chart.js';
import type { Id } from '../domain/id.js';
import type { ChartPort, ChartRecord } from './chart.port.js';
import type { Ledger, Statement } from './ledger.js';
import type { Tx } from './unit-of-work.port.js';

const COLUMNS = { id: true, venueId: true, name: true, hash: true, seatCount: true, categories: true, layout: true } as const;
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
    const chart = await this.#ledger.prisma.chart.findUnique({ select: COLUMNS, where: { id } });
    return chart === null ? null : { ...chart, layout: layoutOf(chart) };
  }

  async layoutByHash(hash: string): Promise<ChartLayout | null> {
    const chart = await this.#ledger.prisma.chart.findFirst({ select: { layout: true }, where: { hash } });
    return chart === null ? null : layoutOf(chart);
  }

  idsByVenue(venueIds: readonly Id[]): Promise<{ venueId: Id; id: Id }[]> {
    return this.#ledger.prisma.chart.findMany({
      select: { venueId: true, id: true },
      where: { venueId: { in: [...venueIds] } },
      orderBy: [{ venueId: 'asc' }, { name: 'asc' }, { id: 'asc' }],
    });
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

/** Only charts that the importer checked are written. */
function layoutOf(chart: { layout: unknown }): ChartLayout {
  return chart.layout as ChartLayout;
}
