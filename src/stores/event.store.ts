import type { EventDraft } from '../domain/event.draft.js';
import type { EventModel } from '../domain/event.js';
import type { Id } from '../domain/id.js';
import { encodeCursor, pageOf, type Page, type PageRequest } from '../domain/page.js';
import type { BlockModel, EventFilter, EventPort, EventTerms, SizedTier } from './event.port.js';
import { toEvent, toTierRows, type EventRow } from './event.rows.js';
import type { Ledger, Statement } from './ledger.js';
import { keysAfter } from './page.cursor.js';
import { statement } from './statement.js';
import type { Tx } from './unit-of-work.port.js';

const READ = statement('read-events');
const LIST = statement('list-events');
const LIST_OF_SHOWS = statement('list-events-of-shows');
const SELLING = statement('selling-event-ids');
const INSERT = statement('insert-event');
const INSERT_TIERS = statement('insert-tiers');
const DELETE_TIERS = statement('delete-tiers');
const UPDATE = statement('update-event');
const LOCK: Statement = { name: 'lock-event', text: 'SELECT id FROM event WHERE id = $1::uuid FOR NO KEY UPDATE' };
const RAISE_EPOCH: Statement = {
  name: 'raise-inventory-epoch',
  text: `UPDATE event SET inventory_epoch = inventory_epoch + 1 WHERE id = $1::uuid AND inventory_epoch = $2 RETURNING inventory_epoch AS epoch`,
};
/** The server's own limit is for transactions that hold rows; this one waits for Redis and holds none. */
const LEASE_IDLE: Statement = { name: 'lease-idle', text: `SET LOCAL idle_in_transaction_session_timeout = '60s'` };
const LEASE_KEY = `hashtextextended('inventory ' || $1, 0)`;
const LEASE: Record<'TRY' | 'WAIT', Statement> = {
  TRY: { name: 'try-inventory-lease', text: `SELECT pg_try_advisory_xact_lock(${LEASE_KEY}) AS granted` },
  WAIT: { name: 'inventory-lease', text: `SELECT true AS granted FROM pg_advisory_xact_lock(${LEASE_KEY})` },
};
interface ListRow {
  id: Id;
  showId: Id;
  startsAt: Date;
}

export class EventStore implements EventPort {
  readonly #ledger: Ledger;
  readonly #now: () => number;

  constructor(ports: { ledger: Ledger; now?: () => number }) {
    this.#ledger = ports.ledger;
    this.#now = ports.now ?? Date.now;
  }

  async find(id: Id): Promise<EventModel | null> {
    return (await this.findMany([id]))[0] ?? null;
  }

  async findMany(ids: readonly Id[], tx?: Tx): Promise<EventModel[]> {
    if (ids.length === 0) return [];
    return (await this.#ledger.query<EventRow>(READ, [ids], tx)).map(toEvent);
  }

  async list(filter: EventFilter, page: PageRequest): Promise<Page<EventModel>> {
    const [startsAt, id] = keysAfter(page.after, ['time', 'id']);
    const values = [null, filter.drafts, filter.status ?? null, new Date(this.#now()), startsAt, id, page.first + 1];
    return this.#pageOf(await this.#ledger.query<ListRow>(LIST, values), page);
  }

  async listOfShows(showIds: readonly Id[], filter: { drafts: boolean }, page: PageRequest): Promise<Map<Id, Page<EventModel>>> {
    const [startsAt, id] = keysAfter(page.after, ['time', 'id']);
    const rows = await this.#ledger.query<ListRow>(LIST_OF_SHOWS, [showIds, filter.drafts, startsAt, id, page.first + 1]);
    const events = await this.#inOrder(rows);
    return new Map(
      showIds.map((showId) => [
        showId,
        pageOf(
          events.filter((event) => event.showId === showId),
          page.first,
          cursorOf,
        ),
      ]),
    );
  }

  async selling(): Promise<EventModel[]> {
    return this.#inOrder(await this.#ledger.query<{ id: Id }>(SELLING, []));
  }

  async insert(tx: Tx, id: Id, draft: EventDraft, tiers: readonly SizedTier[]): Promise<void> {
    const { showId, venueId, chartId, startsAt, saleOpensAt, saleClosesAt, currency, maxPerBuyer, orphanRule, waitingRoom } = draft;
    const values = [id, showId, venueId, chartId, startsAt, saleOpensAt, saleClosesAt, currency, maxPerBuyer, orphanRule, waitingRoom];
    await this.#ledger.query(INSERT, values, tx);
    await this.#insertTiers(tx, id, tiers);
  }

  async lock(tx: Tx, id: Id): Promise<EventModel | null> {
    const locked = await this.#ledger.query(LOCK, [id], tx);
    // Read afterwards, in a statement of its own: what a locking statement joins may be older than the row it waited for.
    return locked.length === 0 ? null : ((await this.findMany([id], tx))[0] ?? null);
  }

  async update(tx: Tx, id: Id, terms: EventTerms): Promise<void> {
    const { status, startsAt, saleOpensAt, saleClosesAt, maxPerBuyer, orphanRule, waitingRoom } = terms;
    await this.#ledger.query(UPDATE, [id, status, startsAt, saleOpensAt, saleClosesAt, maxPerBuyer, orphanRule, waitingRoom], tx);
  }

  async replaceTiers(tx: Tx, id: Id, tiers: readonly SizedTier[]): Promise<void> {
    await this.#ledger.query(DELETE_TIERS, [id], tx);
    await this.#insertTiers(tx, id, tiers);
  }

  async raiseEpoch(id: Id, from: number, tx?: Tx): Promise<number | null> {
    const [row] = await this.#ledger.query<{ epoch: number }>(RAISE_EPOCH, [id, from], tx);
    return row?.epoch ?? null;
  }

  async alone<T>(id: Id, patience: 'TRY' | 'WAIT', work: () => Promise<T>): Promise<T | null> {
    return this.#ledger.run(async (tx) => {
      await this.#ledger.query(LEASE_IDLE, [], tx);
      const [lease] = await this.#ledger.query<{ granted: boolean }>(LEASE[patience], [id], tx);
      return lease!.granted ? work() : null;
    });
  }

  blocks(id: Id): Promise<BlockModel[]> {
    const select = { tierId: true, seatIndex: true, quantity: true } as const;
    return this.#ledger.prisma.block.findMany({ select, where: { eventId: id }, orderBy: { seatIndex: 'asc' } });
  }

  async #insertTiers(tx: Tx, eventId: Id, tiers: readonly SizedTier[]): Promise<void> {
    const rows = toTierRows(tiers);
    await this.#ledger.query(INSERT_TIERS, [eventId, JSON.stringify(rows.tiers), JSON.stringify(rows.prices)], tx);
  }

  async #pageOf(rows: { id: Id }[], page: PageRequest): Promise<Page<EventModel>> {
    return pageOf(await this.#inOrder(rows), page.first, cursorOf);
  }

  async #inOrder(rows: { id: Id }[]): Promise<EventModel[]> {
    const events = new Map((await this.findMany(rows.map((row) => row.id))).map((event) => [event.id, event]));
    return rows.flatMap((row) => events.get(row.id) ?? []);
  }
}

function cursorOf(event: EventModel): string {
  return encodeCursor(event.startsAt.toISOString(), event.id);
}
