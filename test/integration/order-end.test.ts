import { beforeEach, describe, expect, test } from 'vitest';
import type { EventModel } from '../../src/domain/event.js';
import { encodeHoldId } from '../../src/domain/hold.js';
import { newId } from '../../src/domain/id.js';
import { ORDER_MOVES } from '../../src/domain/order.js';
import type { Viewer } from '../../src/domain/viewer.js';
import { OrderStore } from '../../src/stores/order.store.js';
import { useDisposer } from '../support/disposer.js';
import { freshDatabase } from '../support/services.js';
import { openEvent, openHouse, STAFF, type House } from './catalogue.fixture.js';
import { altered, hold, newGuest, openTill, order, orderInput, type Till } from './till.fixture.js';

const disposer = useDisposer();
let house: House;
let till: Till;
let event: EventModel;
let viewer: Viewer;

beforeEach(async () => {
  const database = await freshDatabase();
  disposer.add(database.drop);
  house = openHouse(disposer, { databaseUrl: database.databaseUrl });
  till = openTill(house);
  event = await openEvent(house, { orphanRule: false });
  viewer = await newGuest(house);
});

/** Makes payBy of orders pass. */
const overdue = (orderNos: string[]) =>
  house.ledger.pool.query(`UPDATE orders SET pay_by = now() - interval '1 s' WHERE order_no = ANY ($1)`, [orderNos]);

/** All that is told of an order, and what the journal says of it. */
async function storyOf(orderNo: string) {
  const [model, steps, items] = [
    (await house.orders.find(orderNo))!,
    await house.orders.steps([orderNo]),
    await house.orders.items([orderNo]),
  ];
  const { rows } = await house.ledger.pool.query<{ movement: string; quantity: number }>(
    'SELECT movement::text, sum(quantity)::int AS quantity FROM stock_movement WHERE order_no = $1 GROUP BY movement',
    [orderNo],
  );
  return {
    status: model.status,
    failureCode: model.failureCode,
    nextStatuses: ORDER_MOVES[model.status],
    // Every change of an order has its step and raises the revision.
    changes: model.revision,
    timeline: steps.map(({ what }) => what),
    by: steps.map(({ by }) => by),
    live: items.filter((item) => item.live).length,
    journal: Object.fromEntries(rows.map(({ movement, quantity }) => [movement, quantity])),
  };
}

describe('what is told of an order', () => {
  test('that was placed', async () => {
    const { orderNo } = await order(till, viewer, event, [0, 1], 2);
    expect(await storyOf(orderNo)).toEqual({
      status: 'PENDING',
      failureCode: null,
      nextStatuses: ['PAID', 'EXPIRED', 'CANCELLED'],
      changes: 1,
      timeline: ['placed'],
      by: [viewer.personId],
      live: 4,
      journal: { RESERVED: 4 },
    });
  });

  test.each([
    {
      end: 'its buyer cancelled',
      go: (orderNo: string) => till.orderEnd.cancelOrder(viewer, orderNo, newId()),
      told: { status: 'CANCELLED', failureCode: 'CANCELLED_BY_BUYER', nextStatuses: [], timeline: ['placed', 'cancelled'] },
    },
    {
      end: 'nobody paid',
      go: async (orderNo: string) => (await overdue([orderNo]), till.orderEnd.expireUnpaid()),
      told: { status: 'EXPIRED', failureCode: 'PAYMENT_EXPIRED', nextStatuses: ['PAID'], timeline: ['placed', 'expired'] },
    },
    {
      end: 'was called off with its event',
      go: () => till.orderEnd.cancelUnpaid(STAFF, event.id),
      told: { status: 'CANCELLED', failureCode: 'EVENT_CANCELLED', nextStatuses: [], timeline: ['placed', 'cancelled'] },
    },
  ])('that $end', async ({ go, told }) => {
    const { orderNo } = await order(till, viewer, event, [0, 1], 2);
    await go(orderNo);
    expect(await storyOf(orderNo)).toMatchObject({ ...told, changes: 2, live: 0, journal: { RESERVED: 4, RELEASED: 4 } });
    // Whatever is tried once more changes nothing.
    await till.orderEnd.expireUnpaid();
    await till.orderEnd.cancelUnpaid(STAFF, event.id);
    expect(await storyOf(orderNo)).toMatchObject({ ...told, changes: 2, live: 0, journal: { RESERVED: 4, RELEASED: 4 } });
  });
});

test('who cancels again hears the same, with the same key and with another', async () => {
  const { orderNo } = await order(till, viewer, event, [0]);
  const key = newId();
  const first = await till.orderEnd.cancelOrder(viewer, orderNo, key);
  expect(first).toMatchObject({ kind: 'Order', order: { status: 'CANCELLED', revision: 2 } });
  expect(await till.orderEnd.cancelOrder(viewer, orderNo, key)).toEqual(first);
  expect(await till.orderEnd.cancelOrder(viewer, orderNo, newId())).toEqual(first);
});

test('a hold of another person, or one that is over, places no order', async () => {
  const mine = await hold(till, viewer, event, [0]);
  const stranger = await newGuest(house);
  expect(await till.orders.placeOrder(stranger, orderInput(encodeHoldId(mine)))).toEqual({ kind: 'HoldGone' });
  await house.inventory.release({ address: mine, buyer: viewer.personId, operation: { hash: 'a'.repeat(32), input: 'x' } });
  expect(await till.orders.placeOrder(viewer, orderInput(encodeHoldId(mine)))).toEqual({ kind: 'HoldGone' });
  expect((await house.ledger.pool.query('SELECT FROM orders')).rowCount).toBe(0);
});

/** @returns what `count` callers wait in until all of them have come, and nobody afterwards. */
function barrier(count: number): () => Promise<void> {
  let open = () => {};
  const opened = new Promise<void>((resolve) => (open = resolve));
  let came = 0;
  return () => {
    came += 1;
    if (came === count) open();
    return opened;
  };
}

describe('several workers that look for unpaid orders', () => {
  const dueOrders = async (count: number) => {
    const orderNos: string[] = [];
    for (let at = 0; at < count; at += 1) orderNos.push((await order(till, await newGuest(house), event, [], 1)).orderNo);
    await overdue(orderNos);
    return orderNos;
  };

  test('share them: each order is expired by one of them, and none of them waits for another', async () => {
    const orderNos = await dueOrders(16);
    const together = barrier(3);
    const orders = altered<OrderStore>(house.orders, {
      claimUnpaid: async (tx, except) => {
        const due = await house.orders.claimUnpaid(tx, except);
        // With the first order of each in its hands: none of them has to wait for another to get one.
        await together();
        return due;
      },
    });
    const workers = [1, 2, 3].map(() => openTill({ ...house, orders }));
    const shares = await Promise.all(workers.map(({ orderEnd }) => orderEnd.expireUnpaid()));
    expect(shares.reduce((sum, share) => sum + share, 0)).toBe(16);
    expect(shares.filter((share) => share > 0)).toHaveLength(3);
    for (const orderNo of orderNos) expect(await storyOf(orderNo)).toMatchObject({ status: 'EXPIRED', timeline: ['placed', 'expired'] });
  });

  /** Expires what is due while another transaction has the first order in its hands. @returns statuses, oldest first */
  async function scanBeside(orders: OrderStore): Promise<string[]> {
    const orderNos = await dueOrders(3);
    const { orderEnd } = openTill({ ...house, orders });
    await house.ledger.run(async (tx) => {
      await house.ledger.query({ name: 'in-hand', text: 'SELECT FROM orders WHERE order_no = $1 FOR UPDATE' }, [orderNos[0]], tx);
      await orderEnd.expireUnpaid().catch(() => 0);
    });
    return Promise.all(orderNos.map(async (orderNo) => (await house.orders.find(orderNo))!.status));
  }

  test('leave an order that is being paid right now for the next look, and do not wait for it', async () => {
    expect(await scanBeside(house.orders)).toEqual(['PENDING', 'EXPIRED', 'EXPIRED']);
    expect(await till.orderEnd.expireUnpaid()).toBe(1);
  });

  test('would stand behind it if they did not skip what is locked', async () => {
    const waiting = altered(house.ledger, {
      query: (statement, values, tx) =>
        house.ledger.query<never>({ name: `${statement.name} waiting`, text: statement.text.replace('SKIP LOCKED', 'NOWAIT') }, values, tx),
    });
    expect(await scanBeside(new OrderStore({ ledger: waiting }))).toEqual(['PENDING', 'PENDING', 'PENDING']);
  });
});
