import type { Id } from '../domain/id.js';
import { encodeCursor, pageOf, type Page, type PageRequest } from '../domain/page.js';
import { storableJson } from '../domain/text.js';
import type { Ledger } from './ledger.js';
import { keysAfter } from './page.cursor.js';
import type { PaymentEventModel, PaymentEventPort, PaymentEventRecord } from './payment-event.port.js';
import type { Tx } from './unit-of-work.port.js';

const RECORD = {
  name: 'payment-event-record',
  text: `INSERT INTO payment_event (id, provider, event_id, type, payment_id, payload, parked_why, refund_id, failure)
         VALUES ($1, $2, $3, $4, $5, $6::jsonb, $7, $8, $9) ON CONFLICT (provider, event_id) DO NOTHING RETURNING id`,
};
const FIND = {
  name: 'payment-event-find',
  text: `SELECT id, provider, event_id AS "eventId", type, payment_id AS "paymentId", payload, parked_why AS "parkedWhy",
                refund_id AS "refundId", failure
         FROM payment_event WHERE id = $1::uuid`,
};
const LIST_COLUMNS = `e.id, e.provider, e.event_id AS "eventId", e.type, e.parked_why AS "parkedWhy", e.payload,
                      e.received_at AS "receivedAt", p.order_no AS "orderNo" FROM payment_event e LEFT JOIN payment p ON p.id = e.payment_id`;
/** Three statements, so that the parked ones are found by their own small index. */
const listOf = (name: string, condition: string) => ({
  name: `payment-events-${name}`,
  text: `SELECT ${LIST_COLUMNS} WHERE ${condition} AND ($1::uuid IS NULL OR e.id < $1::uuid) ORDER BY e.id DESC LIMIT $2`,
});
const LIST_ALL = listOf('all', 'true');
const LIST_PARKED = listOf('parked', 'e.parked_why IS NOT NULL');
const LIST_WORKED = listOf('worked', 'e.parked_why IS NULL');

export class PaymentEventStore implements PaymentEventPort {
  readonly #ledger: Ledger;

  constructor(ports: { ledger: Ledger }) {
    this.#ledger = ports.ledger;
  }

  async record(tx: Tx, event: PaymentEventModel): Promise<boolean> {
    const { id, provider, eventId, type, paymentId, payload, parkedWhy, refundId, failure } = event;
    const values = [id, provider, eventId, type, paymentId, storableJson(payload), parkedWhy, refundId, failure];
    return (await this.#ledger.query(RECORD, values, tx)).length === 1;
  }

  async list({ parked }: { parked: boolean | null }, page: PageRequest): Promise<Page<PaymentEventRecord>> {
    const [after] = keysAfter(page.after, ['id']);
    const sql = parked === null ? LIST_ALL : parked ? LIST_PARKED : LIST_WORKED;
    const rows = await this.#ledger.query<PaymentEventRecord>(sql, [after, page.first + 1]);
    return pageOf(rows, page.first, (event) => encodeCursor(event.id));
  }

  async find(id: Id): Promise<PaymentEventModel | null> {
    const [row] = await this.#ledger.query<PaymentEventModel>(FIND, [id]);
    return row ?? null;
  }
}
