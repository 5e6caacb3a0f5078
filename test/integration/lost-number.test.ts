import { expect, test } from 'vitest';
import { encodeHoldId } from '../../src/domain/hold.js';
import { useDisposer } from '../support/disposer.js';
import { freshDatabase, privateRedis } from '../support/services.js';
import { openEvent, openHouse, type House } from './catalogue.fixture.js';
import { hold, newGuest, openTill, order, orderInput } from './till.fixture.js';

const disposer = useDisposer();

/** Remembers all that Redis knows. @returns how to make that all it knows again, as a replica does that heard nothing since and takes over */
async function copyOf({ redis }: House): Promise<() => Promise<void>> {
  const names = await redis.keys('*');
  const dumps = await Promise.all(names.map((name) => redis.dumpBuffer(name)));
  return async () => {
    await redis.flushall();
    for (const [at, name] of names.entries()) await redis.restore(name, 0, dumps[at]!);
  };
}

test('a hold with the number of a lost one that somebody ordered on has no order, is a conflict, and does not keep its seats', async () => {
  const [server, database] = await Promise.all([privateRedis(), freshDatabase()]);
  disposer.add(() => server.stop());
  disposer.add(database.drop);
  const [house, other] = [0, 1].map(() => openHouse(disposer, { redisUrl: server.redisUrl, databaseUrl: database.databaseUrl }));
  const event = await openEvent(house!, { orphanRule: false });
  const fallBack = await copyOf(house!);
  const lost = await order(openTill(house!), await newGuest(house!), event, [0]);
  await fallBack();
  // A process that has not seen what is lost sells from the copy.
  const till = openTill(other!);
  const viewer = await newGuest(other!);
  const held = await hold(till, viewer, event, [5]);
  expect([held.epoch, held.serial]).toEqual([lost.holdEpoch, lost.holdSerial]);
  const id = encodeHoldId(held);
  expect(await till.orders.placeOrder(viewer, orderInput(id))).toEqual({ kind: 'HoldGone' });
  expect(till.conflicts).toEqual([
    { orderNo: expect.any(String), eventId: event.id, detail: `the hold has the number of order ${lost.orderNo}` },
  ]);
  expect(await till.holds.hold(viewer, id)).toMatchObject({ stage: 'SELECTING', orderNo: null });
});
