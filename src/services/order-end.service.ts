import type { OrderModel } from '../domain/order.js';
import type { Id } from '../domain/id.js';
import type { Log } from '../domain/log.js';
import { inputHash } from '../domain/input-hash.js';
import { parseOrderNo } from '../domain/order-number.js';
import type { Viewer } from '../domain/viewer.js';
import { workThrough } from '../domain/work-through.js';
import { AisleError } from '../errors/aisle-error.js';
import type { OrderFeedPublisher } from '../feed/order.feed.port.js';
import type { Doorbell, OutboxMessage, OutboxPort } from '../stores/outbox.port.js';
import type { OrderPort } from '../stores/order.port.js';
import type { Tx, UnitOfWork } from '../stores/unit-of-work.port.js';
import { checkIdempotencyKey, ProblemList } from './problem-list.js';

export interface OrderEndPorts {
  /** Gets a line with orderNo for every order that ends unpaid. */
  log?: Pick<Log, 'info'>;
  orders: OrderPort;
  unitOfWork: UnitOfWork;
  outbox: OutboxPort;
  doorbell: Doorbell;
  feed: OrderFeedPublisher;
  /** What must happen outside the ledger once an order is given up: its seats go back, an open payment is voided. */
  messagesOnEnd(tx: Tx, order: OrderModel): Promise<OutboxMessage[]>;
  /** Told of an order that could not be expired; the others are. */
  onExpiryError?: (error: unknown, orderNo: string) => void;
}

const SCAN_SLICE = 100;

/**
 * How an unpaid order ends: its buyer cancels it, or payBy passes. Ledger first (status, items, stock, journal and outbox in one
 * transaction), then Redis by the outbox: what Redis shows as free is never more than the ledger allows.
 */
export class OrderEndService {
  readonly #ports: OrderEndPorts;

  constructor(ports: OrderEndPorts) {
    this.#ports = ports;
  }

  /**
   * Cancels an unpaid order. Safe to repeat: a cancelled order answers the same.
   * @throws NOT_FOUND for no order or another person's, BAD_USER_INPUT, IDEMPOTENCY_CONFLICT (the key has cancelled another order).
   */
  async cancelOrder(viewer: Viewer, orderNo: string, idempotencyKey: string) {
    const problems = new ProblemList();
    checkIdempotencyKey(problems, idempotencyKey);
    problems.throwIfAny();
    const number = parseOrderNo(orderNo);
    const order = number === null ? null : await this.#ports.orders.findOwned(number, viewer.personId);
    if (order === null) throw new AisleError('NOT_FOUND', 'There is no such order.');
    const use = { personId: viewer.personId, mutation: 'cancelOrder', key: idempotencyKey, inputHash: inputHash(order.orderNo) };
    if ((await this.#ports.orders.claimKey(use)) !== use.inputHash) throw new AisleError('IDEMPOTENCY_CONFLICT');
    const why = { by: viewer.personId, what: 'cancelled', failureCode: 'CANCELLED_BY_BUYER' } as const;
    const ended = order.status === 'PENDING' ? await this.#end(order, 'CANCELLED', why) : null;
    const now = ended ?? (await this.#ports.orders.find(order.orderNo)) ?? order;
    return now.status === 'CANCELLED'
      ? { kind: 'Order' as const, order: now }
      : { kind: 'OrderNotCancellable' as const, status: now.status };
  }

  /**
   * Expires a slice of orders whose payBy has passed. Several processes may scan at once. @returns how many expired here.
   * @throws when none of them could be expired.
   */
  async expireUnpaid(): Promise<number> {
    const due = await this.#ports.orders.unpaid(SCAN_SLICE);
    const why = { by: 'system:expiry-scan', what: 'expired', failureCode: 'PAYMENT_EXPIRED' } as const;
    let expired = 0;
    await workThrough(
      due,
      async (order) => {
        if ((await this.#end(order, 'EXPIRED', why)) !== null) expired += 1;
      },
      (error, order) => this.#ports.onExpiryError?.(error, order.orderNo),
    );
    return expired;
  }

  /** Cancels every unpaid order of an event that was called off. Safe to repeat: what is done is not found again. */
  async cancelUnpaid(actor: Pick<Viewer, 'personId'>, eventId: Id): Promise<void> {
    const why = { by: actor.personId, what: 'cancelled', detail: 'the event was called off', failureCode: 'EVENT_CANCELLED' } as const;
    for (;;) {
      const { rows } = await this.#ports.orders.list({ eventId, status: 'PENDING' }, { first: SCAN_SLICE, after: null });
      if (rows.length === 0) return;
      for (const { node } of rows) await this.#end(node, 'CANCELLED', why);
    }
  }

  async #end(order: OrderModel, to: 'EXPIRED' | 'CANCELLED', why: Parameters<OrderPort['move']>[3]): Promise<OrderModel | null> {
    const ended = await this.#ports.unitOfWork.run(async (tx) => {
      const moved = await this.#ports.orders.move(tx, order.orderNo, to, why);
      if (moved !== null) await this.#ports.outbox.add(tx, await this.#ports.messagesOnEnd(tx, moved));
      return moved;
    });
    if (ended !== null) {
      this.#ports.log?.info({ orderNo: order.orderNo, status: to }, 'order ended unpaid');
      this.#ports.doorbell.ring();
      this.#ports.feed.orderChanged(order.orderNo);
    }
    return ended;
  }
}
