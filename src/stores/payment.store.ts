import type { Id } from '../domain/id.js';
import type { OrderStatus, PaymentModel, PaymentStatus } from '../domain/order.js';
import type { Ledger } from './ledger.js';
import type { KeyedPayment, PaymentDraft, PaymentPort } from './payment.port.js';
import type { Tx } from './unit-of-work.port.js';

const LOCK_KEY = {
  name: 'payment-lock-key',
  text: `SELECT pg_advisory_xact_lock(hashtextextended('startPayment ' || $1 || ' ' || $2, 0))`,
};
const FIND_BY_KEY = {
  name: 'payment-by-key',
  text: `SELECT p.* FROM orders o JOIN payment p USING (order_no) WHERE o.person_id = $1::uuid AND p.idempotency_key = $2
         ORDER BY p.id LIMIT 1`,
};
const LOCK_ORDER = { name: 'payment-lock-order', text: 'SELECT status FROM orders WHERE order_no = $1 FOR UPDATE' };
const LOCK = { name: 'payment-lock', text: 'SELECT * FROM payment WHERE id = $1::uuid FOR UPDATE' };
const FIND_OPEN = {
  name: 'payment-open',
  text: `SELECT * FROM payment WHERE order_no = $1 AND status IN ('PENDING', 'AUTHORIZED') FOR UPDATE`,
};
const FIND_PAYING = {
  name: 'payment-paying',
  text: `SELECT * FROM payment WHERE order_no = $1 AND status IN ('AUTHORIZED', 'CAPTURED') ORDER BY id LIMIT 1 FOR UPDATE`,
};
const ADD_REFUNDED = {
  name: 'payment-add-refunded',
  text: 'UPDATE payment SET refunded_minor = refunded_minor + $2 WHERE id = $1::uuid',
};
const INSERT = {
  name: 'payment-insert',
  text: `INSERT INTO payment (id, order_no, provider, amount_minor, currency, return_url, idempotency_key, input_hash, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING *`,
};
const STARTED = {
  name: 'payment-started',
  text: 'UPDATE payment SET provider_ref = $2, redirect_url = $3 WHERE id = $1::uuid RETURNING *',
};
const MOVE = {
  name: 'payment-move',
  text: 'UPDATE payment SET status = $3::payment_status WHERE id = $1::uuid AND status = ANY ($2::payment_status[]) RETURNING id',
};
/** Both sides are found by partial indexes that stay small however long the ledger grows. */
const UNSETTLED = {
  name: 'payments-unsettled',
  text: `WITH late AS (SELECT clock_timestamp() - make_interval(secs => $2 / 1000.0) AS since), owed AS (
           SELECT id FROM payment, late WHERE status IN ('PENDING', 'AUTHORIZED') AND created_at < since
           UNION SELECT payment_id FROM refund, late WHERE status = 'PENDING' AND created_at < since AND payment_id IS NOT NULL
         )
         SELECT p.* FROM payment p JOIN owed USING (id) WHERE $1::uuid IS NULL OR p.id > $1::uuid ORDER BY p.id LIMIT $3`,
};
const FIND = { name: 'payment-find', text: 'SELECT * FROM payment WHERE id = $1::uuid' };
const OF_ORDERS = { name: 'payments-of-orders', text: 'SELECT * FROM payment WHERE order_no = ANY ($1) ORDER BY id' };

interface Row {
  id: Id;
  order_no: string;
  provider: string;
  provider_ref: string | null;
  status: PaymentStatus;
  amount_minor: number;
  refunded_minor: number;
  currency: string;
  redirect_url: string | null;
  return_url: string | null;
  input_hash: string;
  expires_at: Date;
}

export class PaymentStore implements PaymentPort {
  readonly #ledger: Ledger;

  constructor(ports: { ledger: Ledger }) {
    this.#ledger = ports.ledger;
  }

  async findByKey(tx: Tx, personId: Id, idempotencyKey: string): Promise<KeyedPayment | null> {
    await this.#ledger.query(LOCK_KEY, [personId, idempotencyKey], tx);
    const [row] = await this.#ledger.query<Row>(FIND_BY_KEY, [personId, idempotencyKey], tx);
    return row === undefined ? null : { ...toModel(row), inputHash: row.input_hash };
  }

  async lockOrder(tx: Tx, orderNo: string): Promise<OrderStatus | null> {
    const [row] = await this.#ledger.query<{ status: OrderStatus }>(LOCK_ORDER, [orderNo], tx);
    return row?.status ?? null;
  }

  async lock(tx: Tx, id: Id): Promise<PaymentModel | null> {
    return first(await this.#ledger.query<Row>(LOCK, [id], tx));
  }

  async findOpen(tx: Tx, orderNo: string): Promise<PaymentModel | null> {
    return first(await this.#ledger.query<Row>(FIND_OPEN, [orderNo], tx));
  }

  async findPaying(tx: Tx, orderNo: string): Promise<PaymentModel | null> {
    return first(await this.#ledger.query<Row>(FIND_PAYING, [orderNo], tx));
  }

  async addRefunded(tx: Tx, id: Id, amountMinor: number): Promise<void> {
    await this.#ledger.query(ADD_REFUNDED, [id, amountMinor], tx);
  }

  async insert(tx: Tx, draft: PaymentDraft): Promise<PaymentModel> {
    const { id, orderNo, provider, amountMinor, currency, returnUrl, idempotencyKey, inputHash, expiresAt } = draft;
    const values = [id, orderNo, provider, amountMinor, currency, returnUrl, idempotencyKey, inputHash, expiresAt];
    const [row] = await this.#ledger.query<Row>(INSERT, values, tx);
    return toModel(row!);
  }

  async started(id: Id, answer: { providerRef: string; redirectUrl: string | null }): Promise<PaymentModel> {
    const [row] = await this.#ledger.query<Row>(STARTED, [id, answer.providerRef, answer.redirectUrl]);
    return toModel(row!);
  }

  async move(tx: Tx, id: Id, from: readonly PaymentStatus[], to: PaymentStatus): Promise<boolean> {
    return (await this.#ledger.query(MOVE, [id, from, to], tx)).length === 1;
  }

  async unsettled(after: Id | null, afterMs: number, limit: number): Promise<PaymentModel[]> {
    return (await this.#ledger.query<Row>(UNSETTLED, [after, afterMs, limit])).map(toModel);
  }

  async find(id: Id): Promise<PaymentModel | null> {
    return first(await this.#ledger.query<Row>(FIND, [id]));
  }

  async ofOrders(orderNos: readonly string[]): Promise<PaymentModel[]> {
    return (await this.#ledger.query<Row>(OF_ORDERS, [orderNos])).map(toModel);
  }
}

function first(rows: Row[]): PaymentModel | null {
  return rows[0] === undefined ? null : toModel(rows[0]);
}

function toModel(row: Row): PaymentModel {
  return {
    id: row.id,
    orderNo: row.order_no,
    provider: row.provider,
    providerRef: row.provider_ref,
    status: row.status,
    amountMinor: row.amount_minor,
    refundedMinor: row.refunded_minor,
    currency: row.currency,
    redirectUrl: row.redirect_url,
    returnUrl: row.return_url,
    expiresAt: row.expires_at,
  };
}
