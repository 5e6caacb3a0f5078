import type { Id } from '../domain/id.js';
import type { DoorPort, DoorTicket } from './door.port.js';
import type { Ledger } from './ledger.js';
import { statement } from './statement.js';
import type { Tx } from './unit-of-work.port.js';

const USE = statement('use-ticket');
const FIND = {
  name: 'door-find-ticket',
  text: `SELECT ticket.id, code, ticket.order_no AS "orderNo", item_id AS "itemId", ticket.status, used_at AS "usedAt", event_id AS "eventId"
         FROM ticket JOIN orders USING (order_no) WHERE code = $1`,
};

export class DoorStore implements DoorPort {
  readonly #ledger: Ledger;

  constructor(ports: { ledger: Ledger }) {
    this.#ledger = ports.ledger;
  }

  async use(tx: Tx, entry: { eventId: Id; code: string; by: Id }): Promise<(DoorTicket & { usedAt: Date }) | null> {
    const rows = await this.#ledger.query<DoorTicket & { usedAt: Date }>(USE, [entry.eventId, entry.code, entry.by], tx);
    return rows[0] ?? null;
  }

  async find(code: string): Promise<DoorTicket | null> {
    const [row] = await this.#ledger.query<DoorTicket>(FIND, [code]);
    return row ?? null;
  }
}
