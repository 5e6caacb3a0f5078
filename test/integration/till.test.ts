import { expect, test } from 'vitest';
import { decodeHoldId, encodeHoldId } from '../../src/domain/hold.js';
import { newId } from '../../src/domain/id.js';
import { seatStateAt } from '../../src/domain/seat.js';
import type { OrderPort } from '../../src/stores/order.port.js';
import { useDisposer } from '../support/disposer.js';
import { freshDatabase } from '../support/services.js';
import { openEvent, openHouse, type House } from './catalogue.fixture.js';
import { altered, hold, newGuest, openTill, order, orderInput } from './till.fixture.js';

const disposer = useDisposer();

const stateOf = async (house: House, eventId: string, seat: number) => seatStateAt((await house.inventory.readMap(eventId))!.map, seat);

test('an order that cannot be expired does not keep the others from expiring', async () => {
  const database = await freshDatabase();
  disposer.add(database.drop);
  const house = openHouse(disposer, { databaseUrl: database.databaseUrl });
  const event = await openEvent(house);
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
  const [broken, sound] = [await openEvent(house), await openEvent(house)];
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
  const event = await openEvent(house);
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
  const event = await openEvent(house, { maxPerBuyer: 100 });
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
