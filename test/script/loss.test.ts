import { beforeEach, describe, expect, it } from 'vitest';
import { parseInventoryChange } from '../../src/domain/inventory-change.js';
import { newId } from '../../src/domain/id.js';
import { eventKeys } from '../../src/lua/keys.js';
import { connectRedis } from '../../src/stores/redis.connector.js';
import { useDisposer } from '../support/disposer.js';
import { useServices } from '../support/services.js';
import { expectSound } from './inventory.audit.js';
import {
  beginPaying,
  type Bench,
  HALL,
  hallLoad,
  holdRequest,
  openBench,
  operation,
  paidOrder,
  prepareHall,
  stateOf,
  takeHold,
} from './inventory.fixture.js';

const disposer = useDisposer();
let bench: Bench;
beforeEach(async () => {
  bench = await openBench(disposer);
});

const RECOVERING = { kind: 'CLOSED', reason: 'RECOVERING', opensAtMs: null };

describe('a lost key', () => {
  it.each(['meta', 'map', 'owners', 'places', 'holds', 'deadlines', 'buyers', 'orders', 'deltas'] as const)(
    '%s closes the event: what is lost is never free',
    async (part) => {
      const eventId = await prepareHall(bench);
      const hold = await takeHold(bench, eventId, { seats: [1] });
      await bench.redis.del(eventKeys(eventId)[part]);
      const before = await stateOf(bench.redis, eventId);
      expect(await bench.store.hold(holdRequest(eventId, { seats: [1] }))).toEqual(RECOVERING);
      expect(await bench.store.release({ address: hold, buyer: hold.buyer, operation: operation() })).toEqual({ kind: 'GONE' });
      expect(await bench.store.confirm(paidOrder(hold, 'LOST00000001'))).toEqual({ kind: 'CLOSED', reason: 'RECOVERING' });
      expect(await bench.store.giveBack(eventId, 1, hold.serial, 'LOST00000001')).toEqual({ kind: 'CLOSED', reason: 'RECOVERING' });
      expect(await stateOf(bench.redis, eventId)).toBe(before);
    },
  );

  it('opens again under the next epoch', async () => {
    const eventId = await prepareHall(bench);
    const hold = await takeHold(bench, eventId, { seats: [1] });
    await bench.redis.del(eventKeys(eventId).meta);
    await prepareHall(bench, { eventId, epoch: 2 });
    expect(await bench.store.readHold(hold)).toBeNull();
    expect(await bench.store.hold(holdRequest(eventId, { seats: [1] }))).toMatchObject({ kind: 'HELD', cursor: { epoch: 2 } });
    await expectSound(bench.redis, eventId, HALL.capacities);
  });
});

describe('a lost tail', () => {
  it('is noticed by a process that saw what was lost, which closes the event for all', async () => {
    const eventId = await prepareHall(bench);
    const other = await openBench(disposer);
    bench.scripts.noteSeen(eventId, { epoch: 1, version: 5 });
    expect(await other.store.hold(holdRequest(eventId, { seats: [1] }))).toMatchObject({ kind: 'HELD' });
    expect(await bench.store.hold(holdRequest(eventId, { seats: [2] }))).toEqual(RECOVERING);
    expect(bench.behind).toEqual([eventId]);
    expect(await other.store.hold(holdRequest(eventId, { seats: [2] }))).toEqual(RECOVERING);
    expect(await other.store.readMap(eventId)).toBeNull();
  });

  it('is noticed by a read, which shows nothing old', async () => {
    const eventId = await prepareHall(bench);
    bench.scripts.noteSeen(eventId, { epoch: 2, version: 1 });
    expect(await bench.store.readMap(eventId)).toBeNull();
    expect(bench.behind).toEqual([eventId]);
  });

  it('is not cried for by the versions of this process itself', async () => {
    const eventId = await prepareHall(bench);
    const request = holdRequest(eventId, { seats: [1] });
    const first = await bench.store.hold(request);
    await takeHold(bench, eventId, { seats: [2] });
    expect(await bench.store.hold(request)).toMatchObject({ ...first, repeated: true, hold: expect.anything() });
    expect(bench.behind).toEqual([]);
  });
});

describe('changesSince', () => {
  it('gives what came after the cursor, and null when the log cannot', async () => {
    const eventId = await prepareHall(bench);
    const request = holdRequest(eventId, { seats: [1], places: 2 });
    await bench.store.hold(request);
    expect(await bench.store.changesSince(eventId, { epoch: 1, version: 2 })).toEqual([]);
    expect(await bench.store.changesSince(eventId, { epoch: 1, version: 1 })).toMatchObject([
      {
        epoch: 1,
        version: 2,
        seats: [(1 << 2) | 1],
        free: [
          { tier: 0, free: 11 },
          { tier: 2, free: 8 },
        ],
        operation: request.operation.hash.slice(0, 16),
      },
    ]);
    expect(await bench.store.changesSince(eventId, { epoch: 1, version: 7 })).toBeNull();
    expect(await bench.store.changesSince(eventId, { epoch: 2, version: 1 })).toBeNull();
    expect(await bench.store.changesSince(newId(), { epoch: 1, version: 1 })).toBeNull();
    await bench.redis.xtrim(eventKeys(eventId).deltas, 'MAXLEN', 1);
    expect(await bench.store.changesSince(eventId, { epoch: 1, version: 1 })).toBeNull();
  });

  it('carries the same text as the event’s channel', async () => {
    const eventId = await prepareHall(bench);
    const listener = disposer.own(connectRedis({ url: useServices().redisUrl, purpose: 'subscriber', onError() {} }));
    const heard: string[] = [];
    listener.on('smessage', (_channel: string, text: string) => heard.push(text));
    await listener.ssubscribe(bench.store.channelOf(eventId));
    const hold = await takeHold(bench, eventId, { seats: [4] });
    await beginPaying(bench, hold, 'ORDER0000001');
    await bench.store.confirm(paidOrder(hold, 'ORDER0000001'));
    await prepareHall(bench, { ...hallLoad(), eventId, epoch: 2 });
    await expect.poll(() => heard.length).toBe(3);
    expect(heard.map(parseInventoryChange)).toMatchObject([
      { epoch: 1, version: 2, seats: [(4 << 2) | 1] },
      { epoch: 1, version: 3, seats: [(4 << 2) | 2] },
      { epoch: 2, version: 1, seats: [] },
    ]);
    expect(() => parseInventoryChange('nonsense')).toThrow('not a change');
  });
});
