import type { Policy } from '../config/policy.js';
import type { HoldAddress, HoldRecord } from '../domain/hold.js';
import { decodeHoldId } from '../domain/hold.js';
import type { Id } from '../domain/id.js';
import type { Log } from '../domain/log.js';
import { inputHash } from '../domain/input-hash.js';
import type { OrderItemModel, OrderModel, OrderStepModel } from '../domain/order.js';
import { newOrderNo, parseOrderNo } from '../domain/order-number.js';
import type { Page, PageRequest } from '../domain/page.js';
import { isStaff, type Viewer } from '../domain/viewer.js';
import { AisleError } from '../errors/aisle-error.js';
import type { OrderFeedPublisher, OrderWatcher } from '../feed/order.feed.port.js';
import type { EventReader } from '../stores/event.port.js';
import type { BeginPaymentRequest, InventoryPort } from '../stores/inventory.port.js';
import type { OrderDraft, OrderFilter, OrderPort, PlaceOutcome } from '../stores/order.port.js';
import { checkOrderInput, draftOf, type PlaceOrderInput, priceItems, type Sale, wishOf } from './order.input.js';

export type PlaceOrderResult = { kind: 'Order'; order: OrderModel } | { kind: 'HoldGone' } | { kind: 'PriceNotAvailable'; priceId: string };

export interface OrderServicePorts {
  orders: OrderPort;
  inventory: InventoryPort;
  events: EventReader;
  feed: OrderFeedPublisher & OrderWatcher;
  policy: Pick<Policy, 'payment'>;
  /** Gets a line with orderNo for every order placed. */
  log?: Pick<Log, 'info'>;
  /** Redis granted what the ledger had sold: must never happen; counted and alarmed. */
  onLedgerConflict(detail: { orderNo: string; eventId: string; detail: string }): void;
  now?: () => number;
}

/**
 * From a hold to an order, and reading orders.
 *
 * The failure path of placeOrder, in order: wishes for prices are looked at while the hold is still a selection; then begin-payment in
 * Redis (repeatable: the first order number and payBy win), which also tells what the hold has; then one statement in the ledger. What
 * cannot be priced after all, and what the ledger definitely refuses, returns the hold to SELECTING. When the statement's outcome is
 * unknown nothing is taken back: the order is looked up by its hold, and if that fails too, a repeat with the same key finds
 * the hold in PAYING and goes on where this call stopped. A process that dies in between leaves a PAYING hold without an
 * order, which the sweeper gives back after payBy and its backstop.
 */
export class OrderService {
  readonly #ports: OrderServicePorts;
  readonly #now: () => number;

  constructor(ports: OrderServicePorts) {
    this.#ports = ports;
    this.#now = ports.now ?? Date.now;
  }

  /**
   * Places the one order of a hold. Safe to repeat: the same order for the same input.
   * @throws BAD_USER_INPUT, IDEMPOTENCY_CONFLICT (the hold's order was placed with another input, or the key with another
   * hold), UNAUTHENTICATED (the session ended meanwhile; a guest who logged in repeats it with the new one), OVERLOADED and
   * DEPENDENCY_UNAVAILABLE (repeat with the same key).
   */
  async placeOrder(viewer: Viewer, input: PlaceOrderInput): Promise<PlaceOrderResult> {
    checkOrderInput(input);
    const address = decodeHoldId(input.holdId);
    if (address === null) return { kind: 'HoldGone' };
    const hash = inputHash(wishOf(input));
    const event = await this.#ports.events.event(address.eventId);
    if (event === null) return { kind: 'HoldGone' };
    const sale = { event, tierBySeat: await this.#ports.events.tierBySeat(event) };
    // Only wishes can be refused, so without them the hold need not be seen before it pays.
    const unavailable = input.prices.length === 0 ? null : await this.#unavailablePrice(viewer, address, sale, input);
    if (unavailable !== null) return { kind: 'PriceNotAvailable', priceId: unavailable };
    return this.#place(viewer, input, hash, address, sale);
  }

  /** @returns the order if the viewer owns it or is staff, else null. */
  async order(viewer: Viewer, orderNo: string): Promise<OrderModel | null> {
    const number = parseOrderNo(orderNo);
    if (number === null) return null;
    return isStaff(viewer) ? this.#ports.orders.find(number) : this.#ports.orders.findOwned(number, viewer.personId);
  }

  /**
   * Watches an order: its current state at once, then every change. Ends when the viewer loses it.
   * @throws NOT_FOUND for no order or another person's.
   */
  async watch(viewer: Viewer, orderNo: string): Promise<AsyncIterableIterator<OrderModel>> {
    const order = await this.order(viewer, orderNo);
    if (order === null) throw new AisleError('NOT_FOUND', 'There is no such order.');
    return this.#ports.feed.watch(order.orderNo, () => this.order(viewer, order.orderNo));
  }

  /** Staff's search over all orders, newest first. */
  async orders(filter: OrderFilter, page: PageRequest): Promise<Page<OrderModel>> {
    return this.#ports.orders.list(filter, page);
  }

  /** Lines of orders and of their timelines, for loaders. */
  itemsOf(orderNos: readonly string[]): Promise<OrderItemModel[]> {
    return this.#ports.orders.items(orderNos);
  }

  stepsOf(orderNos: readonly string[]): Promise<OrderStepModel[]> {
    return this.#ports.orders.steps(orderNos);
  }

  async ordersOf(personId: string, page: PageRequest): Promise<Page<OrderModel>> {
    return this.#ports.orders.list({ personId }, page);
  }

  /**
   * Looks at the wishes while the hold is a selection: refused now, it stays one, as if nobody had asked.
   * @returns the id of a wished price that cannot be had, or null
   * @throws BAD_USER_INPUT for a wish about something that the hold does not have
   */
  async #unavailablePrice(viewer: Viewer, address: HoldAddress, sale: Sale, input: PlaceOrderInput): Promise<string | null> {
    const hold = await this.#ports.inventory.readHold(address);
    if (hold?.stage !== 'SELECTING' || hold.buyer !== viewer.personId) return null;
    const priced = priceItems(hold, sale, input.prices, this.#now());
    return 'unavailable' in priced ? priced.unavailable : null;
  }

  async #place(viewer: Viewer, input: PlaceOrderInput, hash: string, address: HoldAddress, sale: Sale): Promise<PlaceOrderResult> {
    const { payMs, backstopMs } = this.#ports.policy.payment;
    const begin = { address, buyer: viewer.personId, orderNo: newOrderNo(), payMs, backstopMs };
    const begun = await this.#ports.inventory.beginPayment(begin);
    const hold = begun.kind === 'GONE' ? null : begun.hold;
    const isOurs = hold?.orderNo === begin.orderNo;
    if (!isOurs) {
      const placed = await this.#placedOn(viewer, address, hash);
      if (placed !== null || hold === null || hold.stage === 'SOLD') return placed ?? { kind: 'HoldGone' };
    }
    // What is paid for is what the hold has since it pays: until then its buyer could still change it.
    const priced = await this.#priceOrTakeBack(hold, sale, input, isOurs ? begin : null);
    if ('unavailable' in priced) return { kind: 'PriceNotAvailable', priceId: priced.unavailable };
    const outcome = await this.#write(
      draftOf({ viewer, input, inputHash: hash, hold, currency: sale.event.currency, items: priced.items }),
    );
    if (outcome.kind === 'PLACED') {
      const { order } = outcome;
      // The call that began the payment may have been refused and taken it back meanwhile (see #takeBack).
      if (!isOurs) await this.#ports.inventory.beginPayment({ ...begin, orderNo: order.orderNo });
      this.#ports.feed.orderChanged(order.orderNo);
      this.#ports.log?.info({ orderNo: order.orderNo, eventId: order.eventId }, 'order placed');
      return { kind: 'Order', order };
    }
    if (outcome.kind === 'REPEATED' && !isOfLostHold(outcome.order, hold, viewer)) return sameOrder(outcome.order, hash, viewer);
    // Only the call that brought the hold into payment takes it back.
    if (isOurs) await this.#takeBack(begin);
    return this.#refuse(outcome, hold.orderNo!, address.eventId);
  }

  /** Prices a hold that pays. What is refused goes back to SELECTING, by the call that brought it here (`begin`); nothing is written yet. */
  async #priceOrTakeBack(hold: HoldRecord, sale: Sale, input: PlaceOrderInput, begin: BeginPaymentRequest | null) {
    let isPriced = false;
    try {
      const priced = priceItems(hold, sale, input.prices, this.#now());
      isPriced = 'items' in priced;
      return priced;
    } finally {
      if (!isPriced && begin !== null) await this.#takeBack(begin);
    }
  }

  /**
   * Returns a refused hold to SELECTING. Another call may be placing the order on it right now: whichever of the two looks last,
   * here at the ledger or there at Redis, sees that there is an order, and the hold pays for it again.
   */
  async #takeBack(begin: BeginPaymentRequest): Promise<void> {
    const { orders, inventory } = this.#ports;
    await inventory.undoPayment(begin.address, begin.orderNo);
    if ((await orders.find(begin.orderNo)) !== null) await inventory.beginPayment(begin);
  }

  /** The ledger's statement; when its outcome is unknown, the order is looked up by its hold. */
  async #write(draft: OrderDraft): Promise<PlaceOutcome> {
    try {
      return await this.#ports.orders.place(draft);
    } catch (error) {
      // Refused before anything was done: the hold waits in payment for a repeat.
      if (error instanceof AisleError && error.code === 'OVERLOADED') throw error;
      const order = await this.#ports.orders.findByHold(draft.eventId, draft.holdEpoch, draft.holdSerial).catch(() => null);
      if (order === null) throw error;
      return { kind: 'REPEATED', order };
    }
  }

  #refuse(outcome: Exclude<PlaceOutcome, { kind: 'PLACED' }>, orderNo: string, eventId: Id): PlaceOrderResult {
    if (outcome.kind === 'KEY_REUSED') {
      throw new AisleError('IDEMPOTENCY_CONFLICT', 'This idempotency key has placed an order on another hold.');
    }
    if (outcome.kind === 'SIGNED_OUT') throw new AisleError('UNAUTHENTICATED');
    if (outcome.kind === 'LEDGER_CONFLICT') this.#ports.onLedgerConflict({ orderNo, eventId, detail: outcome.detail });
    if (outcome.kind === 'REPEATED') {
      this.#ports.onLedgerConflict({ orderNo, eventId, detail: `the hold has the number of order ${outcome.order.orderNo}` });
    }
    return { kind: 'HoldGone' };
  }

  /** The order that the viewer placed on a hold before, or null. */
  async #placedOn(viewer: Viewer, address: HoldAddress, hash: string): Promise<PlaceOrderResult | null> {
    const order = await this.#ports.orders.findByHold(address.eventId, address.epoch, address.serial);
    return order === null || order.personId !== viewer.personId ? null : sameOrder(order, hash, viewer);
  }
}

/** Whether Redis, which lost its tail, has given a hold the number of one that somebody else ordered on. */
function isOfLostHold(order: OrderModel, hold: HoldRecord, viewer: Viewer): boolean {
  return order.personId !== viewer.personId && order.orderNo !== hold.orderNo;
}

function sameOrder(order: OrderModel, hash: string, viewer: Viewer): PlaceOrderResult {
  if (order.personId !== viewer.personId) return { kind: 'HoldGone' };
  if (order.inputHash !== hash) {
    throw new AisleError('IDEMPOTENCY_CONFLICT', 'This hold has its order already, placed with another input.');
  }
  return { kind: 'Order', order };
}
