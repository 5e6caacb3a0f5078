import { expect, test } from 'vitest';
import { composeMoney } from '../../src/compose.money.js';
import { newId } from '../../src/domain/id.js';
import type { Viewer } from '../../src/domain/viewer.js';
import { eventKeys } from '../../src/lua/keys.js';
import { seatStateAt } from '../../src/domain/seat.js';
import { BlockStore } from '../../src/stores/block.store.js';
import { OutboxStore } from '../../src/stores/outbox.store.js';
import { PaymentEventStore } from '../../src/stores/payment-event.store.js';
import { PaymentStore } from '../../src/stores/payment.store.js';
import { RefundStore } from '../../src/stores/refund.store.js';
import type { Once } from '../../src/stores/inbox.port.js';
import { useDisposer } from '../support/disposer.js';
import { openEvent, openHouse, STAFF, standingTier, seatedTier } from './catalogue.fixture.js';
import { hold, newGuest, openTill, order } from './till.fixture.js';

const disposer = useDisposer();

/** A sale of ten seats (two rows of five) and some standing places, and what decides about late money. */
async function openLate({ places = 20, maxPerBuyer = 8 } = {}) {
  const house = openHouse(disposer);
  const event = await openEvent(house, { orphanRule: false, maxPerBuyer, tiers: [seatedTier(), standingTier({ capacity: places })] });
  const till = openTill(house);
  const { ledger, orders, inventory, reader: events } = house;
  const payments = new PaymentStore({ ledger });
  const outbox = new OutboxStore({ ledger });
  const stores = { orders, payments, refunds: new RefundStore({ ledger }), events: new PaymentEventStore({ ledger }), outbox };
  const parts = { providers: new Map(), doorbell: { ring() {} }, feed: { orderChanged() {} }, cancelUnpaid: async () => {} };
  const money = composeMoney({ base: { ledger, inventory }, stores, events, ...parts });
  const once: Once = (work) => ledger.run(work);
  const viewer = await newGuest(house);
  const decide = (paymentId: string) => money.latePayments.decide(paymentId, once);
  const messages = async (orderNo: string) => {
    const { rows } = await ledger.pool.query('SELECT key FROM outbox_message WHERE order_no = $1', [orderNo]);
    return rows.map(({ key }: { key: string }) =>
      key
        .split(':')
        .filter((part) => part.length < 30 && part !== orderNo)
        .join(':'),
    );
  };
  return { house, event, till, money, once, viewer, decide, payments, messages };
}

type Late = Awaited<ReturnType<typeof openLate>>;

/** An order that expired with its money authorised. `freed`: the map has heard of the end. */
async function lateOrder(late: Late, seats: number[], { places = 0, viewer = late.viewer, freed = true } = {}) {
  const { house, event, till } = late;
  const { orderNo } = await order(till, viewer, event, seats, places);
  await house.ledger.pool.query(`UPDATE orders SET pay_by = now() - interval '1 s' WHERE order_no = $1`, [orderNo]);
  await till.orderEnd.expireUnpaid();
  if (freed) await till.fulfilment.giveBackSeats(orderNo, late.once);
  const id = newId();
  await house.ledger.pool.query(
    `INSERT INTO payment (id, order_no, provider, provider_ref, status, amount_minor, currency, idempotency_key, input_hash, expires_at)
     SELECT $1::uuid, order_no, 'sandbox', $1::uuid::text, 'AUTHORIZED', total_minor, 'EUR', $1::uuid::text, 'x', now() FROM orders WHERE order_no = $2`,
    [id, orderNo],
  );
  return { orderNo, paymentId: id };
}

const stateOf = async ({ house, event }: Late, seat: number) => seatStateAt((await house.inventory.readMap(event.id))!.map, seat);
const seatsOf = async ({ house }: Late, orderNo: string) =>
  (await house.orders.items([orderNo])).filter((item) => item.live).map((item) => item.seatIndex);

async function expectPaid(late: Late, orderNo: string, seats: (number | null)[]) {
  const { house, till, once, event } = late;
  expect(await house.orders.find(orderNo)).toMatchObject({ status: 'PAID', failureCode: null });
  expect(await seatsOf(late, orderNo)).toEqual(seats);
  await till.fulfilment.confirmSeats(orderNo, once);
  for (const seat of seats) if (seat !== null) expect(await stateOf(late, seat)).toBe(2);
  expect((await house.services.reconcile.reconcile(event.id)).mismatches).toEqual([]);
}

async function expectRefused(late: Late, orderNo: string, failureCode = 'SEATS_GONE') {
  expect(await late.house.orders.find(orderNo)).toMatchObject({ status: 'EXPIRED', failureCode });
  expect(await seatsOf(late, orderNo)).toEqual([]);
  expect(await late.messages(orderNo)).toContain('payment-settlement:void:late');
  expect((await late.house.orders.steps([orderNo])).map(({ what }) => what)).toContain('late-payment');
  expect((await late.house.services.reconcile.reconcile(late.event.id)).mismatches).toEqual([]);
}

const sellAll = async ({ till, event, house }: Late, seats: number[]) => {
  for (const seat of seats) await order(till, await newGuest(house), event, [seat]);
};

test('money that comes after the end gets the same seats and places when nobody has taken them', async () => {
  const late = await openLate();
  const { orderNo, paymentId } = await lateOrder(late, [3, 4], { places: 2 });
  await late.decide(paymentId);
  await late.decide(paymentId);
  const sent = await late.messages(orderNo);
  expect(sent).toEqual(expect.arrayContaining(['payment-settlement:capture', 'order-completion', 'seat-confirmation:confirm']));
  expect(sent.filter((key) => key.includes('seats-changed'))).toEqual([]);
  await expectPaid(late, orderNo, [3, 4, null, null]);
  const steps = (await late.house.orders.steps([orderNo])).map(({ what }) => what);
  expect(steps).toEqual(['placed', 'expired', 'reacquired', 'paid']);
  const { rows } = await late.house.ledger.pool.query(
    'SELECT movement FROM stock_movement WHERE order_no = $1 AND seat_index = 3 ORDER BY id',
    [orderNo],
  );
  expect(rows.map((row: { movement: string }) => row.movement)).toEqual(['RESERVED', 'RELEASED', 'RESERVED', 'SOLD']);
});

test('seats that were sold meanwhile are made up for by as many of the same tier together', async () => {
  const late = await openLate();
  const { orderNo, paymentId } = await lateOrder(late, [1, 2, 3]);
  await sellAll(late, [2, 5]);
  await late.decide(paymentId);
  const seats = (await seatsOf(late, orderNo)) as number[];
  expect(seats).toEqual([seats[0], seats[0]! + 1, seats[0]! + 2]);
  expect([6, 7]).toContain(seats[0]);
  await expectPaid(late, orderNo, seats);
  expect(await late.messages(orderNo)).toEqual(expect.arrayContaining([expect.stringContaining('seats-changed')]));
});

test('where no such seats are left together the money is let go, and the order says why', async () => {
  const late = await openLate();
  const { orderNo, paymentId } = await lateOrder(late, [0, 1, 2]);
  await sellAll(late, [1, 3, 5, 7, 9]);
  await late.decide(paymentId);
  await expectRefused(late, orderNo);
  await late.decide(paymentId);
  await expectRefused(late, orderNo);
});

test('a seat that somebody is choosing right now is not taken out of their hands', async () => {
  const late = await openLate({ places: 2 });
  const other = await newGuest(late.house);
  const seats = await lateOrder(late, [0]);
  const places = await lateOrder(late, [9], { places: 2, viewer: await newGuest(late.house) });
  await hold(late.till, other, late.event, [0], 1);
  await late.decide(seats.paymentId);
  expect(await seatsOf(late, seats.orderNo)).not.toContain(0);
  expect(await stateOf(late, 0)).toBe(1);
  await late.till.fulfilment.confirmSeats(seats.orderNo, late.once);
  await late.decide(places.paymentId);
  await expectRefused(late, places.orderNo);
});

test('seats that staff keep from sale stay theirs', async () => {
  const late = await openLate();
  const { orderNo, paymentId } = await lateOrder(late, [0, 1]);
  await late.house.services.blocks.blockSeats(STAFF, late.event.id, [1], 'camera');
  await late.decide(paymentId);
  const seats = (await seatsOf(late, orderNo)) as number[];
  expect(seats).not.toContain(1);
  expect(seats).toHaveLength(2);
  expect(await stateOf(late, 1)).toBe(3);
});

test('a seat that staff blocked in the ledger is not sold even when the map says that it is free', async () => {
  const late = await openLate();
  const { orderNo, paymentId } = await lateOrder(late, [0]);
  const { ledger } = late.house;
  await ledger.run((tx) =>
    new BlockStore({ ledger }).addSeats(tx, late.event.id, [{ tierId: late.event.tiers[0]!.id, seatIndex: 0 }], 'x'),
  );
  await late.decide(paymentId);
  expect(await seatsOf(late, orderNo)).not.toContain(0);
});

test('the end of the sale and the limit of a buyer do not matter to money that came in time', async () => {
  const late = await openLate({ maxPerBuyer: 2 });
  const { orderNo, paymentId } = await lateOrder(late, [0, 1]);
  await order(late.till, late.viewer, late.event, [5, 6]);
  await late.house.services.sales.closeSale(STAFF, late.event.id);
  await late.decide(paymentId);
  await expectPaid(late, orderNo, [0, 1]);
});

test('an event that was called off gives the money back', async () => {
  const late = await openLate();
  const { orderNo, paymentId } = await lateOrder(late, [0, 1]);
  await late.house.ledger.pool.query(`UPDATE event SET status = 'CANCELLED' WHERE id = $1`, [late.event.id]);
  await late.decide(paymentId);
  expect(await seatsOf(late, orderNo)).toEqual([]);
  late.house.reader.forget(late.event.id);
  expect(await late.messages(orderNo)).toContain('payment-settlement:void:late');
});

test('what a process that died had blocked for an order is taken over by the next try', async () => {
  const late = await openLate();
  const { orderNo, paymentId } = await lateOrder(late, [0, 1], { freed: false });
  await late.till.fulfilment.giveBackSeats(orderNo, late.once);
  await late.house.inventory.block({ eventId: late.event.id, seats: [0, 1].map((index) => ({ index, tier: 0 })), places: [] });
  await late.decide(paymentId);
  await expectPaid(late, orderNo, [0, 1]);
});

test('the map that has not heard of the end yet gives the seats back first', async () => {
  const late = await openLate();
  const { orderNo, paymentId } = await lateOrder(late, [0, 1], { freed: false });
  await late.decide(paymentId);
  await late.till.fulfilment.giveBackSeats(orderNo, late.once);
  await expectPaid(late, orderNo, [0, 1]);
});

test('while the map is lost nothing is decided, and once it is back everything is', async () => {
  const late = await openLate();
  const { orderNo, paymentId } = await lateOrder(late, [0, 1]);
  await late.house.redis.del(...Object.values(eventKeys(late.event.id)).filter((key) => typeof key === 'string'));
  await expect(late.decide(paymentId)).rejects.toThrow('the map is being rebuilt');
  expect(await late.house.orders.find(orderNo)).toMatchObject({ status: 'EXPIRED', failureCode: 'PAYMENT_EXPIRED' });
  await late.house.keeper.recoverInventory(late.event.id);
  await late.decide(paymentId);
  await expectPaid(late, orderNo, [0, 1]);
});

test('two that want the same last seats late: one gets them, the other its money', async () => {
  const late = await openLate();
  const viewers: Viewer[] = [late.viewer, await newGuest(late.house)];
  const wishes = [];
  for (const viewer of viewers) wishes.push(await lateOrder(late, [0, 1], { viewer }));
  await sellAll(late, [2, 3, 4, 5, 6, 7, 8, 9]);
  // The last line may refuse one of them in the same moment; its job is tried again.
  await Promise.all(wishes.map(({ paymentId }) => late.decide(paymentId).catch(() => late.decide(paymentId))));
  const ends = await Promise.all(wishes.map(async ({ orderNo }) => (await late.house.orders.find(orderNo))!));
  expect(ends.map((end) => end.status).toSorted()).toEqual(['EXPIRED', 'PAID']);
  expect(ends.find((end) => end.status === 'EXPIRED')).toMatchObject({ failureCode: 'SEATS_GONE' });
});

test('money that is gone by the time of the decision decides nothing', async () => {
  const late = await openLate();
  const { orderNo, paymentId } = await lateOrder(late, [0, 1]);
  await late.house.ledger.run((tx) => late.payments.move(tx, paymentId, ['AUTHORIZED'], 'VOIDED'));
  await late.decide(paymentId);
  expect(await late.house.orders.find(orderNo)).toMatchObject({ status: 'EXPIRED', failureCode: 'PAYMENT_EXPIRED' });
  expect(await stateOf(late, 0)).toBe(0);
});
