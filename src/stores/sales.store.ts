import type { Id } from '../domain/id.js';
import type { Ledger } from './ledger.js';
import type { Cancellation, SalesPort, Takings } from './sales.port.js';
import { statement } from './statement.js';

const TAKINGS = statement('event-takings');
const CANCELLATION = {
  name: 'event-cancellation',
  text: `SELECT count(*) AS orders,
                count(*) FILTER (WHERE o.status = 'REFUNDED') AS "givenBack",
                count(*) FILTER (WHERE r.status = 'DONE') AS "refundsDone",
                count(*) FILTER (WHERE r.status = 'FAILED') AS "refundsFailed"
         FROM orders o LEFT JOIN refund r ON r.order_no = o.order_no AND r.idempotency_key = 'event-cancelled:' || o.order_no
         WHERE o.event_id = $1::uuid AND (o.status IN ('PAID', 'FULFILLED') OR (o.status = 'REFUNDED' AND r.id IS NOT NULL))`,
};
const PAID_ORDERS = {
  name: 'event-paid-orders',
  text: `SELECT order_no AS "orderNo" FROM orders
         WHERE event_id = $1::uuid AND status IN ('PAID', 'FULFILLED') AND ($2::text IS NULL OR order_no > $2) ORDER BY order_no LIMIT $3`,
};

export class SalesStore implements SalesPort {
  readonly #ledger: Ledger;

  constructor(ports: { ledger: Ledger }) {
    this.#ledger = ports.ledger;
  }

  async takings(eventId: Id): Promise<Takings> {
    const [row] = await this.#ledger.query<Takings>(TAKINGS, [eventId]);
    return row!;
  }

  async cancellation(eventId: Id): Promise<Cancellation> {
    const [row] = await this.#ledger.query<Cancellation>(CANCELLATION, [eventId]);
    return row!;
  }

  async paidOrders(eventId: Id, after: string | null, limit: number): Promise<string[]> {
    const rows = await this.#ledger.query<{ orderNo: string }>(PAID_ORDERS, [eventId, after, limit]);
    return rows.map(({ orderNo }) => orderNo);
  }
}
