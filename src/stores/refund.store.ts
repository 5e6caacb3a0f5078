import type { Id } from '../domain/id.js';
import type { OrderItemModel } from '../domain/order.js';
import type { RefundModel, RefundStatus, ReturnTo } from '../domain/refund.js';
import type { Ledger } from './ledger.js';
import { toItem, type ItemRow } from './order.rows.js';
import type { KeyedRefund, RefundDraft, RefundPort } from './refund.port.js';
import { statement } from './statement.js';
import type { Tx } from './unit-of-work.port.js';

const GIVE = statement('give-back-items');
const LOCK_KEY = {
  name: 'refund-lock-key',
  text: `SELECT pg_advisory_xact_lock(hashtextextended('refund ' || $1 || ' ' || $2, 0))`,
};
const WITH_CURRENCY = 'SELECT r.*, o.currency FROM refund r JOIN orders o USING (order_no)';
const FIND_BY_KEY = { name: 'refund-by-key', text: `${WITH_CURRENCY} WHERE r.by = $1 AND r.idempotency_key = $2` };
const FIND = { name: 'refund-find', text: `${WITH_CURRENCY} WHERE r.id = $1::uuid` };
const OF_ORDERS = { name: 'refunds-of-orders', text: `${WITH_CURRENCY} WHERE r.order_no = ANY ($1) ORDER BY r.id` };
const ITEMS = { name: 'refund-order-items', text: 'SELECT * FROM order_item WHERE order_no = $1 ORDER BY seat_index, id' };
const ITEMS_OF = {
  name: 'refund-items-of',
  text: `SELECT i.*, ri.refund_id FROM refund_item ri JOIN order_item i ON i.id = ri.item_id
         WHERE ri.refund_id = ANY ($1::uuid[]) ORDER BY i.seat_index, i.id`,
};
const MOVE = {
  name: 'refund-move',
  text: `WITH moved AS (
           UPDATE refund SET status = $3::refund_status, failure = $4,
                             settled_at = CASE WHEN $3 = 'PENDING' THEN NULL ELSE clock_timestamp() END
           WHERE id = $1::uuid AND status = ANY ($2::refund_status[]) RETURNING *
         )
         SELECT moved.*, o.currency FROM moved JOIN orders o USING (order_no)`,
};
const CLOSE_ALONG = {
  name: 'refund-close-along',
  text: `UPDATE refund SET status = 'DONE', failure = $2, settled_at = clock_timestamp() WHERE payment_id = $1::uuid AND status = 'PENDING'`,
};

interface Row {
  id: Id;
  order_no: string;
  payment_id: Id | null;
  status: RefundStatus;
  amount_minor: number;
  currency: string;
  reason: string;
  return_to: ReturnTo;
  by: string;
  input_hash: string;
  failure: string | null;
  created_at: Date;
  settled_at: Date | null;
}

export class RefundStore implements RefundPort {
  readonly #ledger: Ledger;

  constructor(ports: { ledger: Ledger }) {
    this.#ledger = ports.ledger;
  }

  async findByKey(tx: Tx, by: string, idempotencyKey: string): Promise<KeyedRefund | null> {
    await this.#ledger.query(LOCK_KEY, [by, idempotencyKey], tx);
    const [row] = await this.#ledger.query<Row>(FIND_BY_KEY, [by, idempotencyKey], tx);
    return row === undefined ? null : { ...toModel(row), inputHash: row.input_hash };
  }

  async items(tx: Tx, orderNo: string): Promise<OrderItemModel[]> {
    return (await this.#ledger.query<ItemRow>(ITEMS, [orderNo], tx)).map(toItem);
  }

  async give(tx: Tx, draft: RefundDraft): Promise<RefundModel | null> {
    const { id, orderNo, itemIds, paymentId, reason, returnTo, by, idempotencyKey, inputHash, failureCode } = draft;
    const values = [id, orderNo, itemIds, paymentId, reason, returnTo, by, idempotencyKey, inputHash, failureCode];
    return first(await this.#ledger.query<Row>(GIVE, values, tx));
  }

  async find(id: Id): Promise<RefundModel | null> {
    return first(await this.#ledger.query<Row>(FIND, [id]));
  }

  async ofOrders(orderNos: readonly string[]): Promise<RefundModel[]> {
    return (await this.#ledger.query<Row>(OF_ORDERS, [orderNos])).map(toModel);
  }

  async itemsOf(refundIds: readonly Id[]): Promise<(OrderItemModel & { refundId: Id })[]> {
    const rows = await this.#ledger.query<ItemRow & { refund_id: Id }>(ITEMS_OF, [refundIds]);
    return rows.map((row) => ({ ...toItem(row), refundId: row.refund_id }));
  }

  async move(tx: Tx, id: Id, from: readonly RefundStatus[], to: RefundStatus, failure?: string): Promise<RefundModel | null> {
    return first(await this.#ledger.query<Row>(MOVE, [id, from, to, failure ?? null], tx));
  }

  async closeAlong(tx: Tx, paymentId: Id, why: string): Promise<void> {
    await this.#ledger.query(CLOSE_ALONG, [paymentId, why], tx);
  }
}

function first(rows: Row[]): RefundModel | null {
  return rows[0] === undefined ? null : toModel(rows[0]);
}

function toModel(row: Row): RefundModel {
  return {
    id: row.id,
    orderNo: row.order_no,
    paymentId: row.payment_id,
    status: row.status,
    amountMinor: row.amount_minor,
    currency: row.currency,
    reason: row.reason,
    returnTo: row.return_to,
    by: row.by,
    failure: row.failure,
    createdAt: row.created_at,
    settledAt: row.settled_at,
  };
}
