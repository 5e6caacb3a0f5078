import { expect, it } from 'vitest';
import { eventKeys } from '../../src/lua/keys.js';
import { holdRequest, openBench, prepareHall, takeHold } from '../script/inventory.fixture.js';
import { useDisposer } from '../support/disposer.js';

const disposer = useDisposer();

it('a version that Redis no longer has is noticed by the process that saw it, from its own calls alone', async () => {
  const bench = await openBench(disposer);
  const eventId = await prepareHall(bench);
  await takeHold(bench, eventId, { seats: [1] });
  await bench.redis.hset(eventKeys(eventId).meta, 'version', 1);
  expect(await bench.store.hold(holdRequest(eventId, { seats: [2] }))).toMatchObject({ kind: 'CLOSED', reason: 'RECOVERING' });
  expect(bench.behind).toEqual([eventId]);
});
