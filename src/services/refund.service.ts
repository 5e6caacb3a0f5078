import { isId, newId, type Id } from '../domain/id.js';
import { inputHash } from '../domain/input-hash.js';
import type { FailureCode, OrderItemModel } from '../domain/order.js';
import { parseOrderNo } from '../domain/order-number.js';
import type { NothingToRefund, RefundModel, ReturnTo } from '../domain/refund.js';
import type { Viewer } from '../domain/viewer.js';
import { AisleError } from '../errors/aisle-error.js';
import type { OrderFeedPublisher } from '../feed/order.feed.port.js';
import { orderMessages } from '../jobs/email-notification.queue.js';
import type { MessagedOrder, OrderTemplate } from '../jobs/order-message.contract.js';
import { refundMessage } from '../jobs/payment-refund.queue.js';
import { returnSeatsMessage } from '../jobs/seat-confirmation.queue.js';
import type { AuditPort } from '../stores/audit.port.js';
import type { BlockPort } from '../stores/block.port.js';
import type { OrderPort } from '../stores/order.port.js';
import type { Doorbell, OutboxPort } from '../stores/outbox.port.js';
import type { PaymentPort } from '../stores/payment.port.js';
import type { RefundDraft, RefundPort } from '../stores/refund.port.js';
import type { Tx, UnitOfWork } from '../stores/unit-of-work.port.js';
import { checkIdempotencyKey, checkReason, ProblemList } from './problem-list.js';

export interface RefundOrderInput {
  orderNo: string;
  /** Null: all that still count. */
  items: readonly Id[] | null;
  reason: string;
  returnTo: ReturnTo;
  idempotencyKey: string;
}

export type RefundResult = { kind: 'Refund'; refund: RefundModel } | NothingToRefund;

/** What is given back, and why. */
export interface GiveBackWish extends Omit<RefundOrderInput, 'orderNo'> {
  order: MessagedOrder;
  /** What the buyer is told. */
  template: OrderTemplate;
  /** A person id, or `system:` and what decided it. */
  by: string;
  /** Why an order ends of which nothing is left. */
  failureCode: FailureCode | null;
  /** NONE: no money was taken, so none goes back. */
  money: 'BACK' | 'NONE';
}

export interface RefundServicePorts {
  ledger: {
    orders: Pick<OrderPort, 'find'>;
    refunds: RefundPort;
    payments: Pick<PaymentPort, 'lockOrder' | 'findPaying'>;
    blocks: BlockPort;
    outbox: OutboxPort;
  };
  audit: Pick<AuditPort, 'record'>;
  unitOfWork: UnitOfWork;
  doorbell: Doorbell;
  feed: OrderFeedPublisher;
}

/**
 * Giving items of a paid order back. The ledger goes first: refund, tickets, stock and order in one transaction, with the messages that
 * ask the provider for the money and tell the live map of the seats. An item is given back once, ever.
 */
export class RefundService {
  readonly #ports: RefundServicePorts;

  constructor(ports: RefundServicePorts) {
    this.#ports = ports;
  }

  /**
   * Gives back some items of an order or all that still count; a ticket that was used is void afterwards, too: staff decided so. Of items
   * that are gone already only the others are given back. Safe to repeat with the same key: the same refund.
   * @throws BAD_USER_INPUT, NOT_FOUND, IDEMPOTENCY_CONFLICT.
   */
  async refundOrder(actor: Viewer, input: RefundOrderInput): Promise<RefundResult> {
    const problems = new ProblemList();
    checkIdempotencyKey(problems, input.idempotencyKey);
    checkReason(problems, input.reason);
    problems.check(input.items === null || input.items.length > 0, 'items', 'must name an item; leave it out for all of them');
    problems.throwIfAny();
    const orderNo = parseOrderNo(input.orderNo);
    const order = orderNo === null ? null : await this.#ports.ledger.orders.find(orderNo);
    if (order === null) throw noSuchOrder();
    const wish = { ...input, order, template: 'refund', by: actor.personId, failureCode: null, money: 'BACK' } as const;
    const result = await this.#ports.unitOfWork.run(async (tx) => {
      const given = await this.giveBack(tx, wish);
      if (given.kind === 'Refund' && !given.repeated) await this.#record(tx, actor, wish, given.refund);
      return given;
    });
    this.told(order.orderNo);
    return result;
  }

  /**
   * Asks the provider once more for a refund that failed. Any other one stays as it is. Safe to repeat.
   * @throws NOT_FOUND.
   */
  async retryRefund(actor: Viewer, id: Id): Promise<RefundModel> {
    const { ledger, unitOfWork, audit } = this.#ports;
    const refund = isId(id) ? await ledger.refunds.find(id) : null;
    if (refund === null) throw new AisleError('NOT_FOUND', 'There is no such refund.');
    const again = await unitOfWork.run(async (tx) => {
      const moved = await ledger.refunds.move(tx, id, ['FAILED'], 'PENDING');
      if (moved === null) return null;
      await ledger.outbox.add(tx, [refundMessage(moved, newId())]);
      await audit.record(tx, {
        actor: actor.personId,
        action: 'refund.retry',
        subject: `order:${refund.orderNo}`,
        detail: { refundId: id },
      });
      return moved;
    });
    this.told(refund.orderNo);
    return again ?? (await ledger.refunds.find(id)) ?? refund;
  }

  /** Gives items back in the caller's transaction; the caller rings (`told`) after it. @throws NOT_FOUND, BAD_USER_INPUT, IDEMPOTENCY_CONFLICT. */
  async giveBack(tx: Tx, wish: GiveBackWish): Promise<{ kind: 'Refund'; refund: RefundModel; repeated: boolean } | NothingToRefund> {
    const { refunds, payments, outbox } = this.#ports.ledger;
    const { order, by, reason, returnTo, template } = wish;
    const { orderNo } = order;
    const orderStatus = await payments.lockOrder(tx, orderNo);
    if (orderStatus === null) throw noSuchOrder();
    const hash = inputHash({ orderNo, items: wish.items?.toSorted() ?? null, reason, returnTo });
    const known = await refunds.findByKey(tx, by, wish.idempotencyKey);
    if (known !== null && known.inputHash !== hash) throw new AisleError('IDEMPOTENCY_CONFLICT');
    if (known !== null) return { kind: 'Refund', refund: known, repeated: true };
    const items = orderStatus === 'PAID' || orderStatus === 'FULFILLED' ? await this.#wished(tx, orderNo, wish.items) : [];
    if (items.length === 0) return { kind: 'NothingToRefund', orderStatus };
    const draft: RefundDraft = {
      ...wish,
      orderNo,
      id: newId(),
      itemIds: items.map((item) => item.id),
      paymentId: wish.money === 'NONE' ? null : await this.#payingPayment(tx, orderNo),
      inputHash: hash,
    };
    const refund = await refunds.give(tx, draft);
    if (refund === null) throw new Error(`order ${orderNo} is locked, and its items could not be given back`);
    if (returnTo === 'BLOCKED') await this.#block(tx, items, reason);
    const ask = refund.status === 'PENDING' ? [refundMessage(refund)] : [];
    await outbox.add(tx, [returnSeatsMessage(refund), ...ask, ...orderMessages(order, template, refund.id)]);
    return { kind: 'Refund', refund, repeated: false };
  }

  /** Call after a transaction with `giveBack`. */
  told(orderNo: string): void {
    this.#ports.doorbell.ring();
    this.#ports.feed.orderChanged(orderNo);
  }

  /** For loaders. */
  refundsOf(orderNos: readonly string[]): Promise<RefundModel[]> {
    return this.#ports.ledger.refunds.ofOrders(orderNos);
  }

  /** For loaders. */
  itemsOf(refundIds: readonly Id[]): Promise<(OrderItemModel & { refundId: Id })[]> {
    return this.#ports.ledger.refunds.itemsOf(refundIds);
  }

  /** Live items that were asked for. @throws BAD_USER_INPUT for one that was never the order's. */
  async #wished(tx: Tx, orderNo: string, items: readonly Id[] | null): Promise<OrderItemModel[]> {
    const all = await this.#ports.ledger.refunds.items(tx, orderNo);
    if (items === null) return all.filter((item) => item.live);
    const problems = new ProblemList();
    for (const [at, id] of items.entries())
      problems.check(
        all.some((item) => item.id === id),
        `items[${at}]`,
        'is no item of this order',
      );
    problems.throwIfAny();
    return all.filter((item) => item.live && items.includes(item.id));
  }

  async #payingPayment(tx: Tx, orderNo: string): Promise<Id> {
    const payment = await this.#ports.ledger.payments.findPaying(tx, orderNo);
    if (payment === null) throw new Error(`order ${orderNo} is paid, and no payment of it has money`);
    return payment.id;
  }

  /** The stock of the items was given back just now, in the same transaction. */
  async #block(tx: Tx, items: readonly OrderItemModel[], reason: string): Promise<void> {
    const { blocks } = this.#ports.ledger;
    const eventId = items[0]!.eventId;
    const seats = items.flatMap(({ tierId, seatIndex }) => (seatIndex === null ? [] : [{ tierId, seatIndex }]));
    if (seats.length > 0) await blocks.addSeats(tx, eventId, seats, reason);
    const places = new Map<Id, number>();
    for (const { tierId, seatIndex } of items) if (seatIndex === null) places.set(tierId, (places.get(tierId) ?? 0) + 1);
    for (const [tierId, quantity] of [...places].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
      if (!(await blocks.addPlaces(tx, eventId, tierId, quantity, reason))) throw new Error(`tier ${tierId} has no stock for a block`);
    }
  }

  async #record(tx: Tx, actor: Viewer, wish: GiveBackWish, refund: RefundModel): Promise<void> {
    const { items, reason, returnTo } = wish;
    const detail = { refundId: refund.id, amountMinor: refund.amountMinor, items, reason, returnTo };
    await this.#ports.audit.record(tx, { actor: actor.personId, action: 'order.refund', subject: `order:${refund.orderNo}`, detail });
  }
}

function noSuchOrder(): AisleError {
  return new AisleError('NOT_FOUND', 'There is no such order.');
}
