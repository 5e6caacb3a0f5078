import { beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../src/domain/id.js';
import type { HoldRequest } from '../../src/domain/inventory.js';
import { useDisposer } from '../support/disposer.js';
import { expectSound } from './inventory.audit.js';
import {
  type Bench,
  HALL,
  holdRequest,
  openBench,
  prepareHall,
  STANDING,
  stateOf,
  takeHold,
  takeLapsedHold,
  type Wish,
} from './inventory.fixture.js';

const disposer = useDisposer({ scope: 'file' });
let bench: Bench;
beforeAll(async () => {
  bench = await openBench(disposer);
});

function offer(eventId: string, blocks: number[][], wish: Wish = {}): HoldRequest {
  const candidates = blocks.map((block) => block.map((index) => ({ index, tier: index < 12 ? 0 : 1 })));
  return { ...holdRequest(eventId, wish), candidates };
}

describe('hold with candidates', () => {
  it('holds the first block that is free, with places if asked for', async () => {
    const eventId = await prepareHall(bench);
    await takeHold(bench, eventId, { seats: [1, 5] });
    const outcome = await bench.store.hold(
      offer(
        eventId,
        [
          [1, 2],
          [4, 5],
          [11, 12],
          [7, 8],
        ],
        { places: 2 },
      ),
    );
    expect(outcome).toMatchObject({
      kind: 'HELD',
      hold: {
        seats: [11, 12],
        units: [
          { tier: STANDING, quantity: 2 },
          { tier: 0, quantity: 1 },
          { tier: 1, quantity: 1 },
        ],
      },
    });
    await expectSound(bench.redis, eventId, HALL.capacities);
  });

  it('says so when there is none, and changes nothing', async () => {
    const eventId = await prepareHall(bench);
    await takeHold(bench, eventId, { seats: [1, 5] });
    const before = await stateOf(bench.redis, eventId);
    expect(
      await bench.store.hold(
        offer(eventId, [
          [1, 2],
          [4, 5],
        ]),
      ),
    ).toEqual({ kind: 'NO_BLOCK' });
    expect(await bench.store.hold(offer(eventId, []))).toEqual({ kind: 'NO_BLOCK' });
    expect(await stateOf(bench.redis, eventId)).toBe(before);
  });

  it('takes what a lapsed hold still has', async () => {
    const eventId = await prepareHall(bench);
    await takeLapsedHold(bench, eventId, { seats: [2, 3] });
    expect(
      await bench.store.hold(
        offer(eventId, [
          [3, 4],
          [6, 7],
        ]),
      ),
    ).toMatchObject({ kind: 'HELD', hold: { seats: [3, 4] } });
    await expectSound(bench.redis, eventId, HALL.capacities);
  });

  it('repeated gets the same hold, whatever it offers by then', async () => {
    const eventId = await prepareHall(bench);
    const request = offer(eventId, [[1, 2]]);
    await bench.store.hold(request);
    const again = { ...offer(eventId, [[7, 8]]), buyer: request.buyer, operation: request.operation };
    expect(await bench.store.hold(again)).toMatchObject({ kind: 'HELD', repeated: true, hold: { seats: [1, 2] } });
  });

  it('passes the same guards as any hold', async () => {
    const eventId = await prepareHall(bench, { maxPerBuyer: 2 });
    const buyer = newId();
    await takeHold(bench, eventId, { seats: [0], buyer });
    expect(await bench.store.hold(offer(eventId, [[1, 2]], { buyer }))).toEqual({ kind: 'LIMIT', limit: 2, inUse: 1 });
    expect(await bench.store.hold(offer(eventId, [[1]], { places: 1, buyer }))).toMatchObject({ kind: 'LIMIT' });
    const paused = await prepareHall(bench, { status: 'PAUSED' });
    expect(await bench.store.hold(offer(paused, [[1, 2]]))).toMatchObject({ kind: 'CLOSED', reason: 'PAUSED' });
  });

  it('believes no block that names a seat twice, or one that is not there', async () => {
    const eventId = await prepareHall(bench);
    const before = await stateOf(bench.redis, eventId);
    await expect(bench.store.hold(offer(eventId, [[3, 3]]))).rejects.toThrow('blocks');
    await expect(bench.store.hold(offer(eventId, [[19, 20]]))).rejects.toThrow('blocks');
    await expect(async () => bench.store.hold(offer(eventId, [[1, 2], [3]]))).rejects.toThrow('one size');
    expect(await stateOf(bench.redis, eventId)).toBe(before);
  });
});
