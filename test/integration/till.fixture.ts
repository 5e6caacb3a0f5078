import type { HoldRecord } from '../../src/domain/hold.js';
import { encodeHoldId } from '../../src/domain/hold.js';
import { newId } from '../../src/domain/id.js';
import type { EventModel } from '../../src/domain/event.js';
import type { OrderModel } from '../../src/domain/order.js';
import type { Viewer } from '../../src/domain/viewer.js';
import { giveBackSeatsMessage } from '../../src/jobs/seat-confirmation.queue.js';
import { FulfilmentService } from '../../src/services/fulfilment.service.js';
import { HoldService } from '../../src/services/hold.service.js';
import { OrderEndService } from '../../src/services/order-end.service.js';
import { OrderService, type OrderServicePorts } from '../../src/services/order.service.js';
import { SweepService } from '../../src/services/sweep.service.js';
import { OutboxStore } from '../../src/stores/outbox.store.js';
import { PaymentStore } from '../../src/stores/payment.store.js';
import { TicketStore } from '../../src/stores/ticket.store.js';
import type { House } from './catalogue.fixture.js';

/** Watchers that nobody reads. */
const FEED: OrderServicePorts['feed'] = { orderChanged() {}, watch: () => Promise.reject(new Error('nobody watches here')) };
const DOORBELL = { ring() {} };

/** @returns a store or service of which some methods are the test's own; the others are the real ones. */
export function altered<T extends object>(real: T, own: Partial<T>): T {
  return new Proxy(real, {
    get(target, name) {
      const value: unknown = Reflect.get(name in own ? own : target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

/** One process' worth of selling on a house: from a hold to an order and its end, without queues. */
export function openTill(house: House, changes: Partial<Pick<OrderServicePorts, 'orders' | 'inventory'>> = {}) {
  const { ledger, inventory, orders, reader: events, policy } = house;
  const ports = { orders, inventory, events, policy, feed: FEED };
  const conflicts: unknown[] = [];
  /** Orders and events that the timers had trouble with. */
  const faults: string[] = [];
  const onFault = (_error: unknown, about: string) => void faults.push(about);
  const outbox = new OutboxStore({ ledger });
  return {
    conflicts,
    faults,
    holds: new HoldService({
      ...ports,
      desk: { hold: (_event, request) => inventory.hold(request) },
      line: { roomOf: async () => ({ active: true, waiting: 0, admittedPerMinute: 0 }) },
    }),
    orders: new OrderService({ ...ports, ...changes, onLedgerConflict: (detail) => conflicts.push(detail) }),
    orderEnd: new OrderEndService({
      orders,
      unitOfWork: ledger,
      outbox,
      doorbell: DOORBELL,
      feed: FEED,
      messagesOnEnd: async (_tx, order) => [giveBackSeatsMessage(order.orderNo)],
      onExpiryError: onFault,
    }),
    sweep: new SweepService({ ...ports, onError: onFault }),
    fulfilment: new FulfilmentService({
      ledger: { orders, payments: new PaymentStore({ ledger }), tickets: new TicketStore({ ledger }), outbox },
      inventory,
      events,
      doorbell: DOORBELL,
      feed: FEED,
    }),
  };
}

export type Till = ReturnType<typeof openTill>;

export async function newGuest({ services }: Pick<House, 'services'>): Promise<Viewer> {
  const session = await services.sessions.startGuestSession();
  return (await services.sessions.sessionByToken(session.token))!;
}

/** @returns a granted hold. */
export async function hold(till: Till, viewer: Viewer, event: EventModel, seats: number[], places = 0): Promise<HoldRecord> {
  const standing = event.tiers[1]!.id;
  const wish = { eventId: event.id, seats, places: places === 0 ? [] : [{ tierId: standing, quantity: places }] };
  const outcome = await till.holds.holdTickets(viewer, { ...wish, idempotencyKey: newId() });
  if (outcome.kind !== 'Hold') throw new Error(JSON.stringify(outcome));
  return outcome.hold;
}

export const orderInput = (holdId: string, idempotencyKey: string = newId()) => ({
  holdId,
  email: 'ada@example.com',
  name: 'Ada',
  phone: null,
  locale: 'en',
  prices: [],
  idempotencyKey,
});

/** @returns the order of a new hold. */
export async function order(till: Till, viewer: Viewer, event: EventModel, seats: number[], places = 0): Promise<OrderModel> {
  const record = await hold(till, viewer, event, seats, places);
  const outcome = await till.orders.placeOrder(viewer, orderInput(encodeHoldId(record)));
  if (outcome.kind !== 'Order') throw new Error(JSON.stringify(outcome));
  return outcome.order;
}
