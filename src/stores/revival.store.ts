import type { Id } from '../domain/id.js';
import type { OrderModel } from '../domain/order.js';
import type { Ledger } from './ledger.js';
import { toOrder, type OrderRow } from './order.rows.js';
import type { Revival, RevivalPort } from './revival.port.js';
import { statement } from './statement.js';
import type { Tx } from './unit-of-work.port.js';

const REVIVE = statement('revive-order');
const REFUSE = {
  name: 'refuse-revival',
  text: `WITH told AS (
           UPDATE orders SET failure_code = $2, revision = revision + 1 WHERE order_no = $1 AND status = 'EXPIRED' RETURNING *
         ), step AS (
           INSERT INTO order_step (order_no, what, detail, by) SELECT order_no, 'late-payment', $3, $4 FROM told
         )
         SELECT * FROM told`,
};
const KEPT = {
  name: 'revival-kept-seats',
  text: `SELECT seat_index AS "seatIndex" FROM order_item WHERE event_id = $1::uuid AND seat_index = ANY ($2::int[]) AND live
         UNION SELECT seat_index FROM block WHERE event_id = $1::uuid AND seat_index = ANY ($2::int[])`,
};

export class RevivalStore implements RevivalPort {
  readonly #ledger: Ledger;

  constructor(ports: { ledger: Ledger }) {
    this.#ledger = ports.ledger;
  }

  async revive(tx: Tx, { orderNo, seats, by, detail }: Revival): Promise<OrderModel | null> {
    const values = [orderNo, seats.map(({ itemId }) => itemId), seats.map(({ seatIndex }) => seatIndex), detail, by];
    const [row] = await this.#ledger.query<OrderRow>(REVIVE, values, tx);
    return row === undefined ? null : toOrder(row);
  }

  async kept(eventId: Id, seats: readonly number[]): Promise<number[]> {
    return (await this.#ledger.query<{ seatIndex: number }>(KEPT, [eventId, seats])).map(({ seatIndex }) => seatIndex);
  }

  async refuse(tx: Tx, orderNo: string, { failureCode, by, detail }: Parameters<RevivalPort['refuse']>[2]): Promise<OrderModel | null> {
    const [row] = await this.#ledger.query<OrderRow>(REFUSE, [orderNo, failureCode, detail, by], tx);
    return row === undefined ? null : toOrder(row);
  }
}
