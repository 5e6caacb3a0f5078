import type { Id } from '../domain/id.js';
import type { TicketModel } from '../domain/order.js';
import type { Ledger } from './ledger.js';
import { statement } from './statement.js';
import type { PrintedTicket, TicketDraft, TicketPort } from './ticket.port.js';
import type { Tx } from './unit-of-work.port.js';

const COLUMNS = 'ticket.id, code, ticket.order_no AS "orderNo", item_id AS "itemId", status';
const ISSUE = {
  name: 'ticket-issue',
  text: `INSERT INTO ticket (id, code, order_no, item_id)
         SELECT draft.id, draft.code, i.order_no, i.id
         FROM unnest($2::uuid[], $3::text[], $4::uuid[]) AS draft (id, code, item_id)
         JOIN order_item i ON i.id = draft.item_id AND i.order_no = $1 AND i.live
         ON CONFLICT (item_id) DO NOTHING RETURNING id`,
};
/** In the order of their seats, places last. */
const OF_ORDERS = {
  name: 'tickets-of-orders',
  text: `SELECT ${COLUMNS} FROM ticket JOIN order_item i ON i.id = item_id WHERE ticket.order_no = ANY ($1) ORDER BY i.seat_index, ticket.id`,
};
const FIND = { name: 'ticket-find', text: `SELECT ${COLUMNS} FROM ticket WHERE id = $1::uuid` };
const PRINTED = statement('printed-tickets');

export class TicketStore implements TicketPort {
  readonly #ledger: Ledger;

  constructor(ports: { ledger: Ledger }) {
    this.#ledger = ports.ledger;
  }

  async issue(tx: Tx, orderNo: string, tickets: readonly TicketDraft[]): Promise<number> {
    const values = [orderNo, tickets.map(({ id }) => id), tickets.map(({ code }) => code), tickets.map(({ itemId }) => itemId)];
    return (await this.#ledger.query(ISSUE, values, tx)).length;
  }

  async ofOrders(orderNos: readonly string[]): Promise<TicketModel[]> {
    return this.#ledger.query<TicketModel>(OF_ORDERS, [orderNos]);
  }

  async printed(orderNo: string): Promise<PrintedTicket[]> {
    return this.#ledger.query<PrintedTicket>(PRINTED, [orderNo]);
  }

  async find(id: Id): Promise<TicketModel | null> {
    const [row] = await this.#ledger.query<TicketModel>(FIND, [id]);
    return row ?? null;
  }
}
