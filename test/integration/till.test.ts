import { expect, test } from 'vitest';
import { decodeHoldId, encodeHoldId } from '../../src/domain/hold.js';
import { newId } from '../../src/domain/id.js';
import { seatStateAt } from '../../src/domain/seat.js';
import type { OrderPort } from '../../src/stores/order.port.js';
import { useDisposer } from '../support/disposer.js';
import { freshDatabase } from '../support/services.js';
import { openEvent, openHouse, seatedTier, standingTier, type House } from './catalogue.fixture.js';
import { altered, hold, newGuest, openTill, order, orderInput } from './till.fixture.js';

const disposer = useDisposer();

const stateOf = async (house: House, eventId: string, seat: number) => seatStateAt((await house.inventory.readMap(eventId))!.map, seat);

test('an order that cannot be expired does not keep the others from expiring', async () => {
  const database = await freshDatabase();
  disposer.add(database.drop);
  const house = openHouse(disposer, { databaseUrl: database.databaseUrl });
  const event = await openEvent(house, { orphanRule: false });
  const till = openTill(house);
  const viewer = await newGuest(house);
  const stuck = await order(till, viewer, event, [0]);
  const other = await order(till, viewer, event, [1]);
  await house.ledger.pool.query(`UPDATE orders SET pay_by = now() - interval '2 s' WHERE order_no = $1`, [stuck.orderNo]);
  await house.ledger.pool.query(`UPDATE orders SET pay_by = now() - interval '1 s' WHERE order_no = $1`, [other.orderNo]);
  await house.ledger.pool.query(`CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'not this one'; END $$`);
  await house.ledger.pool.query(
    `CREATE TRIGGER refuse BEFORE UPDATE ON orders FOR EACH ROW WHEN (OLD.order_no = '${stuck.orderNo}') EXECUTE FUNCTION refuse()`,
  );
  expect(await till.orderEnd.expireUnpaid()).toBe(1);
  expect((await house.orders.find(other.orderNo))?.status).toBe('EXPIRED');
  expect(till.faults).toEqual([stuck.orderNo]);
  // Alone it is thrown, so that the timer slows down.
  await expect(till.orderEnd.expireUnpaid()).rejects.toThrow('not this one');
});

test('an event that cannot be swept does not keep the others from being swept', async () => {
  const database = await freshDatabase();
  disposer.add(database.drop);
  const house = openHouse(disposer, { databaseUrl: database.databaseUrl });
  const [broken, sound] = [await openEvent(house, { orphanRule: false }), await openEvent(house)];
  const swept: string[] = [];
  const inventory = altered(house.inventory, {
    expire: (eventId: string, limit: number) => {
      if (eventId === broken.id) return Promise.reject(new Error('not this one'));
      swept.push(eventId);
      return house.inventory.expire(eventId, limit);
    },
  });
  const { sweep, faults } = openTill({ ...house, inventory });
  await sweep.sweep();
  expect(swept).toEqual([sound.id]);
  expect(faults).toEqual([broken.id]);
});

test('a refused key does not take a hold out of the payment that another call has begun on it', async () => {
  const house = openHouse(disposer);
  const event = await openEvent(house, { orphanRule: false });
  const viewer = await newGuest(house);
  const till = openTill(house);
  const used = newId();
  const first = await hold(till, viewer, event, [0]);
  await till.orders.placeOrder(viewer, orderInput(encodeHoldId(first), used));
  const second = encodeHoldId(await hold(till, viewer, event, [1]));
  // The call with the used key begins the payment; before the ledger refuses it, a call with a key of its own places the order.
  const place: OrderPort['place'] = async (draft) => {
    const outcome = await house.orders.place(draft);
    if (outcome.kind === 'KEY_REUSED') expect((await till.orders.placeOrder(viewer, orderInput(second))).kind).toBe('Order');
    return outcome;
  };
  const slow = openTill(house, { orders: altered<OrderPort>(house.orders, { place }) });
  await expect(slow.orders.placeOrder(viewer, orderInput(second, used))).rejects.toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' });
  expect((await till.holds.hold(viewer, second))?.stage).toBe('PAYING');
  expect((await till.holds.releaseHold(viewer, second, newId())).kind).toBe('HoldInPayment');
  expect(await stateOf(house, event.id, 1)).toBe(1);
});

test('a guest who logs in while an order is being placed has it, or may place it again', async () => {
  const house = openHouse(disposer);
  const event = await openEvent(house, { maxPerBuyer: 100, orphanRule: false });
  const till = openTill(house);
  const password = 'a good long password';
  const email = `p${newId()}@example.com`;
  await house.services.people.register(null, { email, password, name: 'Ada' });
  for (let round = 0; round < 10; round += 1) {
    const guest = await newGuest(house);
    const input = orderInput(encodeHoldId(await hold(till, guest, event, [round])));
    // In payment already, and on its way to the ledger, when the guest logs in.
    let login: ReturnType<House['services']['people']['login']>;
    const place: OrderPort['place'] = async (draft) => {
      login = house.services.people.login(guest, { email, password });
      await new Promise((resolve) => setTimeout(resolve, round * 8));
      return house.orders.place(draft);
    };
    const slow = openTill(house, { orders: altered<OrderPort>(house.orders, { place }) });
    const first = await slow.orders.placeOrder(guest, input).catch((error: unknown) => (error as { code: string }).code);
    const session = await login!;
    const account = (await house.services.sessions.sessionByToken('token' in session ? session.token : ''))!;
    if (first === 'UNAUTHENTICATED') {
      expect(await till.orders.placeOrder(account, input)).toMatchObject({ kind: 'Order' });
    } else {
      expect(first).toMatchObject({ kind: 'Order' });
    }
    const order = await house.orders.findByHold(event.id, 1, decodeHoldId(input.holdId)!.serial);
    expect(order?.personId).toBe(account.personId);
  }
});

test('one key means one wish: of one person, for one mutation and one hold', async () => {
  const house = openHouse(disposer);
  const event = await openEvent(house, { orphanRule: false });
  const till = openTill(house);
  const [ada, bob] = [await newGuest(house), await newGuest(house)];
  const key = newId();
  const wish = (seats: number[]) => ({ eventId: event.id, seats, places: [], idempotencyKey: key });
  const mine = await till.holds.holdTickets(ada, wish([0]));
  const his = await till.holds.holdTickets(bob, wish([1]));
  if (mine.kind !== 'Hold' || his.kind !== 'Hold') throw new Error(mine.kind + his.kind);
  await expect(till.holds.holdTickets(ada, wish([2]))).rejects.toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' });
  const id = encodeHoldId(mine.hold);
  expect((await till.holds.extendHold(ada, id, key)).kind).toBe('Hold');
  const ordered = await till.orders.placeOrder(ada, orderInput(id, key));
  expect(ordered.kind).toBe('Order');
  expect(await till.orders.placeOrder(ada, orderInput(id, newId()))).toEqual(ordered);
  await expect(till.orders.placeOrder(ada, { ...orderInput(id, key), name: 'Eve' })).rejects.toMatchObject({
    code: 'IDEMPOTENCY_CONFLICT',
  });
  expect((await till.orders.placeOrder(bob, orderInput(encodeHoldId(his.hold), key))).kind).toBe('Order');
  expect((await till.orders.placeOrder(bob, orderInput(id))).kind).toBe('HoldGone');
  expect((await till.holds.releaseHold(bob, id, newId())).kind).toBe('HoldGone');
  expect(await till.holds.holdsOf(ada.personId)).toMatchObject([{ stage: 'PAYING', seats: [0] }]);
});

test('forty at once on one hold place one order, and one who releases it meanwhile gets it whole or not at all', async () => {
  const house = openHouse(disposer);
  const event = await openEvent(house, { maxPerBuyer: 100, orphanRule: false });
  const till = openTill(house);
  const viewer = await newGuest(house);
  for (let round = 0; round < 5; round += 1) {
    const id = encodeHoldId(await hold(till, viewer, event, [round], 2));
    const [released, ...placed] = await Promise.all([
      till.holds.releaseHold(viewer, id, newId()),
      ...Array.from({ length: 40 }, () => till.orders.placeOrder(viewer, orderInput(id))),
    ]);
    const numbers = new Set(placed.map((outcome) => (outcome.kind === 'Order' ? outcome.order.orderNo : outcome.kind)));
    expect(numbers.size).toBe(1);
    expect(released!.kind === 'HoldReleased').toBe(numbers.has('HoldGone'));
  }
  expect(till.conflicts).toEqual([]);
});

test('orders for places of two tiers, taken and given up all at once, end with the stock that they began with', async () => {
  const house = openHouse(disposer);
  const standing = (name: string) => standingTier({ name, capacity: 500 });
  const event = await openEvent(house, { tiers: [seatedTier(), standing('Left'), standing('Right')] });
  const till = openTill(house);
  const [left, right] = event.tiers.slice(1).map((tier) => tier.id);
  const one = async (at: number) => {
    const viewer = await newGuest(house);
    const places = [left!, right!].map((tierId) => ({ tierId, quantity: 2 }));
    if (at % 2 === 0) places.reverse();
    const outcome = await till.holds.holdTickets(viewer, { eventId: event.id, seats: [], places, idempotencyKey: newId() });
    if (outcome.kind !== 'Hold') throw new Error(outcome.kind);
    const placed = await till.orders.placeOrder(viewer, orderInput(encodeHoldId(outcome.hold)));
    if (placed.kind !== 'Order') throw new Error(placed.kind);
    return till.orderEnd.cancelOrder(viewer, placed.order.orderNo, newId());
  };
  const ends = await Promise.allSettled(Array.from({ length: 60 }, (_, at) => one(at)));
  expect(ends.flatMap((end) => (end.status === 'rejected' ? [String(end.reason)] : []))).toEqual([]);
  const { rows } = await house.ledger.pool.query('SELECT taken FROM tier_stock WHERE tier_id = ANY ($1)', [[left, right]]);
  expect(rows).toEqual([{ taken: 0 }, { taken: 0 }]);
});

test('a hold is granted from the moment a sale opens and until it closes, and not a millisecond sooner or later', async () => {
  const house = openHouse(disposer);
  const event = await openEvent(house, { orphanRule: false });
  const viewer = await newGuest(house);
  const till = openTill(house);
  const opensAt = Date.now() + 1500;
  const closesAt = opensAt + 1500;
  const terms = { status: 'SELLING' as const, opensAtMs: opensAt, closesAtMs: closesAt, maxPerBuyer: 100 };
  await house.inventory.setSale(event.id, event.inventoryEpoch, terms);
  const answers: { before: number; after: number; kind: string }[] = [];
  while (Date.now() < closesAt + 200 || answers.at(-1)?.kind !== 'ENDED') {
    const before = Date.now();
    const wish = { eventId: event.id, seats: [], places: [{ tierId: event.tiers[1]!.id, quantity: 1 }], idempotencyKey: newId() };
    const outcome = await till.holds.holdTickets(viewer, wish);
    const kind = outcome.kind === 'SaleNotOpen' ? outcome.reason : outcome.kind;
    answers.push({ before, after: Date.now(), kind });
    if (outcome.kind === 'Hold') await till.holds.releaseHold(viewer, encodeHoldId(outcome.hold), newId());
  }
  for (const { before, after, kind } of answers) {
    if (kind === 'NOT_YET') expect(before).toBeLessThan(opensAt);
    else if (kind === 'ENDED') expect(after).toBeGreaterThanOrEqual(closesAt);
    else {
      expect(kind).toBe('Hold');
      expect(after).toBeGreaterThanOrEqual(opensAt);
      expect(before).toBeLessThan(closesAt);
    }
  }
  expect(new Set(answers.map(({ kind }) => kind))).toEqual(new Set(['NOT_YET', 'Hold', 'ENDED']));
});
