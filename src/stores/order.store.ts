import type { OrderItemModel, OrderModel, OrderStatus, OrderStepModel } from '../domain/order.js';
import { statusesBefore } from '../domain/order.js';
import { parseOrderNo } from '../domain/order-number.js';
import { encodeCursor, pageOf, type Page, type PageRequest } from '../domain/page.js';
import { isId, type Id } from '../domain/id.js';
import { searchable } from '../domain/text.js';
import type { Ledger } from './ledger.js';
import { OrderBatcher, refusalOf, type BatchLimits } from './order.batch.js';
import type { LiveItem, OrderDraft, OrderFilter, OrderMove, OrderPort, PlaceOutcome } from './order.port.js';
import {
  placedOrder,
  toItem,
  toLiveItem,
  toOrder,
  toStep,
  type ItemRow,
  type LiveItemRow,
  type OrderRow,
  type StepRow,
} from './order.rows.js';
import { keysAfter } from './page.cursor.js';
import { statement } from './statement.js';
import type { Tx } from './unit-of-work.port.js';

const MOVE = statement('move-order');
const GIVE_UP = statement('give-up-order');
const LIST = statement('list-orders');
const FIND = { name: 'find-order', text: 'SELECT * FROM orders WHERE order_no = $1' };
const FIND_OWNED = { name: 'find-owned-order', text: 'SELECT * FROM orders WHERE order_no = $1 AND person_id = $2::uuid' };
const FIND_BY_HOLD = {
  name: 'find-order-by-hold',
  text: 'SELECT * FROM orders WHERE event_id = $1::uuid AND hold_epoch = $2 AND hold_serial = $3',
};
const HIGHEST_SERIAL = {
  name: 'highest-order-serial',
  text: 'SELECT max(hold_serial) AS serial FROM orders WHERE event_id = $1::uuid AND hold_epoch = $2',
};
const FIND_MANY = { name: 'find-orders', text: 'SELECT * FROM orders WHERE order_no = ANY ($1)' };
const CLAIM_UNPAID = {
  name: 'claim-unpaid-order',
  text: `SELECT * FROM orders WHERE status = 'PENDING' AND pay_by <= clock_timestamp() AND order_no <> ALL ($1::text[])
         ORDER BY pay_by LIMIT 1 FOR UPDATE SKIP LOCKED`,
};
const ITEMS = { name: 'order-items', text: 'SELECT * FROM order_item WHERE order_no = ANY ($1) ORDER BY seat_index, id' };
const STEPS = { name: 'order-steps', text: 'SELECT order_no, at, what, detail, by FROM order_step WHERE order_no = ANY ($1) ORDER BY id' };
const ADD_STEP = {
  name: 'add-order-step',
  text: `WITH touched AS (UPDATE orders SET revision = revision + 1 WHERE order_no = $1 RETURNING order_no)
         INSERT INTO order_step (order_no, what, detail, by) SELECT order_no, $2, $3, $4 FROM touched`,
};
const LIVE_ITEMS = {
  name: 'live-items',
  text: `SELECT o.order_no, o.person_id, o.status, o.pay_by, i.tier_id, i.seat_index
         FROM order_item i JOIN orders o USING (order_no) WHERE i.event_id = $1::uuid AND i.live ORDER BY o.order_no, i.seat_index`,
};
const CLAIM_KEY = {
  name: 'claim-idempotency-key',
  text: `INSERT INTO idempotency_key AS known (person_id, mutation, key, input_hash) VALUES ($1::uuid, $2, $3, $4)
         ON CONFLICT (person_id, mutation, key) DO UPDATE SET input_hash = known.input_hash RETURNING input_hash AS "inputHash"`,
};
const SESSION_ENDED = { name: 'session-ended', text: 'SELECT id FROM session WHERE id = $1::uuid AND revoked_at IS NOT NULL' };
/** Keys are a person's own: one that both have used gets the order's number behind it, since it can no longer be repeated anyway. */
const REASSIGN = {
  name: 'reassign-orders',
  text: `UPDATE orders SET person_id = $2::uuid, idempotency_key = CASE
           WHEN EXISTS (SELECT FROM orders AS other WHERE other.person_id = $2::uuid AND other.idempotency_key = orders.idempotency_key)
           THEN orders.idempotency_key || ':' || orders.order_no ELSE orders.idempotency_key END
         WHERE person_id = $1::uuid`,
};

export class OrderStore implements OrderPort {
  readonly #ledger: Ledger;
  readonly #batcher: OrderBatcher;

  constructor(ports: { ledger: Ledger; batch?: Partial<BatchLimits> }) {
    this.#ledger = ports.ledger;
    this.#batcher = new OrderBatcher({ ledger: ports.ledger, limits: ports.batch ?? {} });
  }

  async place(draft: OrderDraft): Promise<PlaceOutcome> {
    try {
      const createdAt = await this.#batcher.write(draft);
      if (createdAt !== null) return { kind: 'PLACED', order: placedOrder(draft, createdAt) };
    } catch (error) {
      const refusal = refusalOf(error);
      if (refusal === null) throw error;
      return refusal;
    }
    const order = await this.findByHold(draft.eventId, draft.holdEpoch, draft.holdSerial);
    if (order !== null) return { kind: 'REPEATED', order };
    const ended = draft.sessionId !== undefined && (await this.#ledger.query(SESSION_ENDED, [draft.sessionId])).length === 1;
    return { kind: ended ? 'SIGNED_OUT' : 'STALE' };
  }

  async find(orderNo: string): Promise<OrderModel | null> {
    return first(await this.#ledger.query<OrderRow>(FIND, [orderNo]));
  }

  async findOwned(orderNo: string, personId: Id): Promise<OrderModel | null> {
    return first(await this.#ledger.query<OrderRow>(FIND_OWNED, [orderNo, personId]));
  }

  async findByHold(eventId: Id, epoch: number, serial: number): Promise<OrderModel | null> {
    return first(await this.#ledger.query<OrderRow>(FIND_BY_HOLD, [eventId, epoch, serial]));
  }

  async findMany(orderNos: readonly string[]): Promise<OrderModel[]> {
    return (await this.#ledger.query<OrderRow>(FIND_MANY, [orderNos])).map(toOrder);
  }

  async list(filter: OrderFilter, page: PageRequest): Promise<Page<OrderModel>> {
    const [createdAt, orderNo] = keysAfter(page.after, ['time', 'text']);
    // What is no id names no event, and so none of its orders.
    if (filter.eventId !== undefined && !isId(filter.eventId)) return pageOf<OrderModel>([], page.first, () => '');
    const search = searchable(filter.search ?? '').trim() || null;
    const rows = await this.#ledger.query<OrderRow>(LIST, [
      filter.personId ?? null,
      filter.eventId ?? null,
      filter.status ?? null,
      search === null ? null : (parseOrderNo(search) ?? search),
      search === null ? null : `%${search.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`,
      createdAt,
      orderNo,
      page.first + 1,
    ]);
    return pageOf(rows.map(toOrder), page.first, (order) => encodeCursor(order.createdAt.toISOString(), order.orderNo));
  }

  async move(tx: Tx, orderNo: string, to: OrderStatus, why: OrderMove): Promise<OrderModel | null> {
    const sql = to === 'EXPIRED' || to === 'CANCELLED' ? GIVE_UP : MOVE;
    const values = [orderNo, statusesBefore(to), to, why.what, why.detail ?? null, why.by, why.failureCode ?? null];
    return first(await this.#ledger.query<OrderRow>(sql, values, tx));
  }

  async addStep(tx: Tx, orderNo: string, step: Omit<OrderMove, 'failureCode'>): Promise<void> {
    await this.#ledger.query(ADD_STEP, [orderNo, step.what, step.detail ?? null, step.by], tx);
  }

  async claimUnpaid(tx: Tx, except: readonly string[]): Promise<OrderModel | null> {
    return first(await this.#ledger.query<OrderRow>(CLAIM_UNPAID, [except], tx));
  }

  async items(orderNos: readonly string[]): Promise<OrderItemModel[]> {
    return (await this.#ledger.query<ItemRow>(ITEMS, [orderNos])).map(toItem);
  }

  async steps(orderNos: readonly string[]): Promise<OrderStepModel[]> {
    return (await this.#ledger.query<StepRow>(STEPS, [orderNos])).map(toStep);
  }

  async highestSerial(eventId: Id, epoch: number): Promise<number> {
    const [row] = await this.#ledger.query<{ serial: number | null }>(HIGHEST_SERIAL, [eventId, epoch]);
    return row?.serial ?? 0;
  }

  async liveItems(eventId: Id): Promise<LiveItem[]> {
    return (await this.#ledger.query<LiveItemRow>(LIVE_ITEMS, [eventId])).map(toLiveItem);
  }

  async claimKey({ personId, mutation, key, inputHash }: Parameters<OrderPort['claimKey']>[0]): Promise<string> {
    const [row] = await this.#ledger.query<{ inputHash: string }>(CLAIM_KEY, [personId, mutation, key, inputHash]);
    return row!.inputHash;
  }

  async reassign(tx: Tx, from: Id, to: Id): Promise<void> {
    await this.#ledger.query(REASSIGN, [from, to], tx);
  }
}

function first(rows: OrderRow[]): OrderModel | null {
  return rows[0] === undefined ? null : toOrder(rows[0]);
}
