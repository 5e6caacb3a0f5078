import { equalSeats } from '../domain/equal-seats.js';
import type { EventModel } from '../domain/event.js';
import type { TieredSeat } from '../domain/hold.js';
import type { OrderItemModel, OrderModel, PaymentModel } from '../domain/order.js';
import { PermanentFailure } from '../domain/permanent-failure.js';
import { Postponed } from '../domain/postponed.js';
import type { OrderFeedPublisher } from '../feed/order.feed.port.js';
import { orderMessages } from '../jobs/email-notification.queue.js';
import { completionMessage } from '../jobs/order-completion.queue.js';
import { captureMessage, voidMessage } from '../jobs/payment-settlement.queue.js';
import { confirmSeatsMessage } from '../jobs/seat-confirmation.queue.js';
import type { EventReader } from '../stores/event.port.js';
import type { Once } from '../stores/inbox.port.js';
import type { InventoryPort, InventorySnapshot } from '../stores/inventory.port.js';
import type { OrderPort } from '../stores/order.port.js';
import type { Doorbell, OutboxPort } from '../stores/outbox.port.js';
import type { PaymentPort } from '../stores/payment.port.js';
import type { RevivalPort } from '../stores/revival.port.js';
import type { Tx } from '../stores/unit-of-work.port.js';

export interface LatePaymentPorts {
  ledger: {
    orders: Pick<OrderPort, 'find' | 'items'>;
    payments: Pick<PaymentPort, 'find' | 'lock' | 'lockOrder'>;
    revivals: RevivalPort;
    outbox: OutboxPort;
  };
  events: Pick<EventReader, 'event' | 'hall' | 'tierBySeat'>;
  inventory: Pick<InventoryPort, 'giveBack' | 'readMap' | 'block' | 'unblock'>;
  doorbell: Doorbell;
  feed: OrderFeedPublisher;
  random?: () => number;
}

interface Case {
  order: OrderModel;
  payment: PaymentModel;
  event: EventModel;
  items: OrderItemModel[];
}

const BY = 'system:late-payment';
const UNTIL_BUILT_MS = 1000;

/**
 * Money that came after its order had expired: the same seats if they are still free, else as many of the same tier together, else the
 * money goes back. Decided before any ticket exists, by an internal path that knows no buyer's limit and no end of the sale, and that
 * takes nothing out of anybody's hands.
 *
 *   seats are blocked on the live map → the ledger decides (EXPIRED → PAID, in one transaction) → the map hears that they are sold
 *
 * Seats are taken on the map first, as for every taking, so that nobody is offered them meanwhile. A process that dies in between leaves
 * a block that the next try finds in its own way and takes over.
 */
export class LatePaymentService {
  readonly #ports: LatePaymentPorts;

  constructor(ports: LatePaymentPorts) {
    this.#ports = ports;
  }

  /**
   * Decides once, however often it is called. @throws Postponed while the event's map is being rebuilt; PermanentFailure for no such
   * payment.
   */
  async decide(paymentId: string, once: Once): Promise<void> {
    const late = await this.#find(paymentId);
    const { order, payment } = late;
    if (order.status !== 'EXPIRED' || !hasMoney(payment)) return void (await once(async () => {}));
    if (!(await this.#revive(late, once))) await once((tx) => this.#refuse(tx, late));
    this.#ports.doorbell.ring();
    this.#ports.feed.orderChanged(order.orderNo);
  }

  async #find(paymentId: string): Promise<Case> {
    const { ledger, events } = this.#ports;
    const payment = await ledger.payments.find(paymentId);
    const order = payment === null ? null : await ledger.orders.find(payment.orderNo);
    const event = order === null ? null : await events.event(order.eventId);
    if (payment === null || order === null || event === null) throw new PermanentFailure(`there is no payment ${paymentId} with its order`);
    return { order, payment, event, items: await ledger.orders.items([order.orderNo]) };
  }

  /** @returns whether the order has seats now, or needs none any more. */
  async #revive(late: Case, once: Once): Promise<boolean> {
    const { order, event, items } = late;
    if (event.status === 'CANCELLED' || event.startsAt.getTime() <= Date.now()) return false;
    // What the map may still hold for this order is as free as any other seat.
    const given = await this.#ports.inventory.giveBack(event.id, order.holdEpoch, order.holdSerial, order.orderNo);
    const map = given.kind === 'CLOSED' ? null : await this.#ports.inventory.readMap(event.id);
    if (map === null) throw new Postponed('the map is being rebuilt', UNTIL_BUILT_MS);
    if (!hasPlaces(late, map)) return false;
    const seated = items.filter((item) => item.seatIndex !== null);
    const own = seated.map((item) => ({ index: item.seatIndex!, tier: tierOf(event, item) }));
    if (await this.#take(late, seated, own, once)) return true;
    if (own.length === 0) return false;
    for (const seats of await this.#equal(event, own)) if (await this.#take(late, seated, seats, once)) return true;
    return false;
  }

  /** A fresh look at the map: the first one may be a moment old. */
  async #equal(event: EventModel, own: readonly TieredSeat[]): Promise<TieredSeat[][]> {
    const { events, inventory, random = Math.random } = this.#ports;
    const [hall, map] = [await events.hall(event), (await inventory.readMap(event.id))?.map];
    if (hall === null || map === undefined) return [];
    return equalSeats({ hall, map, tierBySeat: await events.tierBySeat(event), tierCount: event.tiers.length, random }, own);
  }

  /** Takes one set of seats, or none. @returns false when somebody has one of them. */
  async #take(late: Case, items: readonly OrderItemModel[], seats: readonly TieredSeat[], once: Once): Promise<boolean> {
    const { inventory } = this.#ports;
    const eventId = late.event.id;
    if (seats.length > 0) {
      const outcome = await inventory.block({ eventId, seats: [...seats], places: [] });
      if (outcome.kind === 'CLOSED') throw new Postponed('the map is being rebuilt', UNTIL_BUILT_MS);
      if (outcome.kind !== 'DONE') return false;
    }
    const given = assign(items, seats, late.event);
    const revived = await once((tx) => this.#pay(tx, late, given)).catch((error: unknown) => {
      if (error instanceof Taken) return false;
      throw error;
    });
    if (revived !== false) return true;
    const kept = await this.#ports.ledger.revivals.kept(
      eventId,
      seats.map(({ index }) => index),
    );
    const back = seats.filter(({ index }) => !kept.includes(index));
    if (back.length > 0) await inventory.unblock({ eventId, seats: back, places: [] });
    return false;
  }

  /** @returns whether it was paid; undecided means that somebody else decided. @throws Taken, so that nothing is written. */
  async #pay(tx: Tx, { order, payment, items }: Case, seats: { itemId: string; seatIndex: number }[]): Promise<boolean> {
    const { payments, revivals, outbox } = this.#ports.ledger;
    const { orderNo } = order;
    const status = await payments.lockOrder(tx, orderNo);
    const now = await payments.lock(tx, payment.id);
    if (status !== 'EXPIRED' || now === null || !hasMoney(now)) throw new Taken();
    const moved = seats.some(({ itemId, seatIndex }) => items.find((item) => item.id === itemId)!.seatIndex !== seatIndex);
    const detail = moved ? 'other seats of the same tiers' : 'the same seats';
    const paid = await revivals.revive(tx, { orderNo, seats, by: `provider:${payment.provider}`, detail });
    if (paid === null) throw new Taken();
    const capture = now.status === 'AUTHORIZED' ? [captureMessage(now)] : [];
    const told = moved ? orderMessages(paid, 'seats-changed') : [];
    await outbox.add(tx, [completionMessage(orderNo), confirmSeatsMessage(orderNo), ...capture, ...told]);
    return true;
  }

  async #refuse(tx: Tx, { order, payment, event }: Case): Promise<void> {
    const { payments, revivals, outbox } = this.#ports.ledger;
    await payments.lockOrder(tx, order.orderNo);
    const now = await payments.lock(tx, payment.id);
    if (now === null || !hasMoney(now)) return;
    const off = event.status === 'CANCELLED';
    const detail = `${off ? 'the event was called off' : 'the seats are gone'}; the money is let go`;
    const told = await revivals.refuse(tx, order.orderNo, { failureCode: off ? 'EVENT_CANCELLED' : 'SEATS_GONE', by: BY, detail });
    if (told === null) return;
    await outbox.add(tx, [voidMessage(payment, 'late'), ...orderMessages(told, off ? 'event-cancelled' : 'seats-gone')]);
  }
}

/** The ledger has a seat for somebody else, or the order is not to be revived any more. */
class Taken extends Error {}

function hasMoney({ status }: PaymentModel): boolean {
  return status === 'AUTHORIZED' || status === 'CAPTURED';
}

function tierOf(event: EventModel, item: OrderItemModel): number {
  return event.tiers.find((tier) => tier.id === item.tierId)!.position;
}

/** Places are not taken out of anybody's hands either: only those that nobody holds count. The ledger's stock decides. */
function hasPlaces({ event, items }: Case, map: InventorySnapshot): boolean {
  const wanted = new Map<number, number>();
  for (const item of items) if (item.seatIndex === null) wanted.set(tierOf(event, item), (wanted.get(tierOf(event, item)) ?? 0) + 1);
  return [...wanted].every(([tier, quantity]) => (map.tiers.find((counts) => counts.tier === tier)?.free ?? 0) >= quantity);
}

/** @returns each item with a seat of its own tier. */
function assign(items: readonly OrderItemModel[], seats: readonly TieredSeat[], event: EventModel) {
  const left = [...seats];
  return items.map((item) => {
    const tier = tierOf(event, item);
    const at = left.findIndex((seat) => seat.tier === tier);
    return { itemId: item.id, seatIndex: left.splice(at, 1)[0]!.index };
  });
}
