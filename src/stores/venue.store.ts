import type { VenueModel } from '../domain/event.js';
import type { Id } from '../domain/id.js';
import type { Ledger, Statement } from './ledger.js';
import type { Tx } from './unit-of-work.port.js';
import type { VenuePort } from './venue.port.js';

const MOST_VENUES = 1000;
const COLUMNS = { id: true, name: true, timezone: true } as const;
const INSERT: Statement = { name: 'venue-insert', text: 'INSERT INTO venue (id, name, timezone) VALUES ($1, $2, $3)' };
const LOCK: Statement = { name: 'venue-lock', text: 'SELECT id FROM venue WHERE id = $1 FOR NO KEY UPDATE' };

export class VenueStore implements VenuePort {
  readonly #ledger: Ledger;

  constructor(ports: { ledger: Ledger }) {
    this.#ledger = ports.ledger;
  }

  list(): Promise<VenueModel[]> {
    return this.#ledger.prisma.venue.findMany({ select: COLUMNS, orderBy: [{ name: 'asc' }, { id: 'asc' }], take: MOST_VENUES });
  }

  findMany(ids: readonly Id[]): Promise<VenueModel[]> {
    return this.#ledger.prisma.venue.findMany({ select: COLUMNS, where: { id: { in: [...ids] } } });
  }

  async insert(tx: Tx, venue: VenueModel): Promise<void> {
    await this.#ledger.query(INSERT, [venue.id, venue.name, venue.timezone], tx);
  }

  async lock(tx: Tx, id: Id): Promise<boolean> {
    const rows = await this.#ledger.query(LOCK, [id], tx);
    return rows.length === 1;
  }
}
