import type { OrderModel } from '../domain/order.js';
import type { Id } from '../domain/id.js';
import type { Log } from '../domain/log.js';
import { inputHash } from '../domain/input-hash.js';
import { parseOrderNo } from '../domain/order-number.js';
import type { Viewer } from '../domain/viewer.js';
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

type Why = Parameters<OrderPort['move']>[3];

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
   * Expires a slice of orders whose payBy has passed. Several processes may scan at once: each order is worked on by one of them, and
   * one that is being paid or cancelled right now is left for the next scan. One that fails does not keep the others. @returns how many
   * expired here.
   * @throws when none of them could be expired.
   */
  async expireUnpaid(): Promise<number> {
    const failures = new Map<string, unknown>();
    let expired = 0;
    while (expired + failures.size < SCAN_SLICE) {
      const outcome = await this.#expireNext([...failures.keys()]);
      if (outcome === null) break;
      if ('error' in outcome) failures.set(outcome.orderNo, outcome.error);
      else expired += 1;
    }
    const [first] = failures.values();
    if (failures.size > 0 && expired === 0) throw first;
    for (const [orderNo, error] of failures) this.#ports.onExpiryError?.(error, orderNo);
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

  /** @returns the order that is expired now, or which one could not be and why; null when none is due. */
  async #expireNext(except: readonly string[]): Promise<OrderModel | { orderNo: string; error: unknown } | null> {
    const why = { by: 'system:expiry-scan', what: 'expired', failureCode: 'PAYMENT_EXPIRED' } as const;
    let orderNo: string | null = null;
    try {
      const expired = await this.#ports.unitOfWork.run(async (tx) => {
        const due = await this.#ports.orders.claimUnpaid(tx, except);
        orderNo = due?.orderNo ?? null;
        return due === null ? null : this.#giveUp(tx, due.orderNo, 'EXPIRED', why);
      });
      if (expired !== null) this.#tell(expired);
      return expired;
    } catch (error) {
      if (orderNo === null) throw error;
      return { orderNo, error };
    }
  }

  async #end(order: OrderModel, to: 'EXPIRED' | 'CANCELLED', why: Why): Promise<OrderModel | null> {
    const ended = await this.#ports.unitOfWork.run((tx) => this.#giveUp(tx, order.orderNo, to, why));
    if (ended !== null) this.#tell(ended);
    return ended;
  }

  async #giveUp(tx: Tx, orderNo: string, to: 'EXPIRED' | 'CANCELLED', why: Why): Promise<OrderModel | null> {
    const moved = await this.#ports.orders.move(tx, orderNo, to, why);
    if (moved !== null) await this.#ports.outbox.add(tx, await this.#ports.messagesOnEnd(tx, moved));
    return moved;
  }

  #tell({ orderNo, status }: OrderModel): void {
    this.#ports.log?.info({ orderNo, status }, 'order ended unpaid');
    this.#ports.doorbell.ring();
    this.#ports.feed.orderChanged(orderNo);
  }
}
