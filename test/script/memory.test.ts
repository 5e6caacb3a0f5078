import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findRedis } from '../../scripts/start/redis-binary.mjs';
import { startRedis } from '../../scripts/start/redis.mjs';
import { startWatchdog } from '../../scripts/start/watchdog.mjs';
import { useDisposer } from '../support/disposer.js';
import { expectSound } from './inventory.audit.js';
import {
  beginPaying,
  type Bench,
  HALL,
  holdRequest,
  openBench,
  operation,
  paidOrder,
  prepareHall,
  STANDING,
  stateOf,
  takeHold,
  takeLapsedHold,
} from './inventory.fixture.js';

const disposer = useDisposer();

/** A server of its own, since its memory is taken away. */
async function openOwnBench(): Promise<Bench> {
  const folder = mkdtempSync(join(tmpdir(), 'aisle-memory-'));
  const watchdog = startWatchdog();
  watchdog.watchFolder(folder);
  const server = await startRedis({ way: findRedis(), dataDir: folder, logFile: join(folder, 'redis.log'), durable: false, watchdog });
  disposer.add(async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
    watchdog.forgetFolder(folder);
  });
  return openBench(disposer, { redisUrl: server.url });
}

/** From now on the server has less memory than it uses. */
const fill = ({ redis }: Bench) => redis.config('SET', 'maxmemory', '1mb');

describe('a Redis that is full', () => {
  it('refuses whatever takes, before anything is written', async () => {
    const bench = await openOwnBench();
    const eventId = await prepareHall(bench);
    const hold = await takeHold(bench, eventId, { seats: [1] });
    await fill(bench);
    const before = await stateOf(bench.redis, eventId);
    const unavailable = { code: 'DEPENDENCY_UNAVAILABLE' };
    await expect(bench.store.hold(holdRequest(eventId, { seats: [2] }))).rejects.toMatchObject(unavailable);
    const seat = [{ index: 2, tier: 0 }];
    const change = { address: hold, buyer: hold.buyer, operation: operation(), addSeats: seat, dropSeats: [], places: [] };
    await expect(bench.store.change(change)).rejects.toMatchObject(unavailable);
    await expect(bench.store.block({ eventId, seats: seat, places: [] })).rejects.toMatchObject(unavailable);
    expect(await stateOf(bench.redis, eventId)).toBe(before);
  });

  it('still lets paid orders finish, gives back, and can be closed', async () => {
    const bench = await openOwnBench();
    const eventId = await prepareHall(bench, { blocked: [{ index: 19, tier: 1 }], maxPerBuyer: 20 });
    const start = (await bench.store.readMap(eventId))!.map;
    const sold = await takeHold(bench, eventId, { seats: [1, 2], places: 2 });
    await beginPaying(bench, sold, 'PAID00000001');
    const unpaid = await takeHold(bench, eventId, { seats: [4] });
    await beginPaying(bench, unpaid, 'UNPAID000001');
    const refused = await takeHold(bench, eventId, { seats: [5] });
    await beginPaying(bench, refused, 'REFUSED00001');
    const released = await takeHold(bench, eventId, { seats: [6] });
    await takeLapsedHold(bench, eventId, { seats: [7] });
    await fill(bench);
    expect(await bench.store.confirm(paidOrder(sold, 'PAID00000001'))).toMatchObject({ kind: 'DONE' });
    expect(await bench.store.giveBack(eventId, 1, unpaid.serial, 'UNPAID000001')).toEqual({ kind: 'GIVEN_BACK' });
    expect(await bench.store.undoPayment(refused, 'REFUSED00001')).toEqual({ kind: 'GIVEN_BACK' });
    expect(await bench.store.release({ address: released, buyer: released.buyer, operation: operation() })).toEqual({ kind: 'RELEASED' });
    expect(await bench.store.expire(eventId, 10)).toMatchObject({ expired: 1 });
    expect(await bench.store.unblock({ eventId, seats: [{ index: 19, tier: 1 }], places: [] })).toEqual({ kind: 'DONE' });
    const returned = { eventId, orderNo: 'PAID00000001', seats: [{ index: 1, tier: 0 }], left: [{ tier: STANDING, quantity: 1 }] };
    expect(await bench.store.returnItems({ ...returned, to: 'ON_SALE' })).toEqual({ kind: 'DONE' });
    const seat = { index: 5, tier: 0, state: 'HELD' as const, owner: refused.serial };
    expect(await bench.store.repair({ eventId, epoch: 1, seat, to: 'FREE' })).toEqual({ kind: 'DONE' });
    const terms = { status: 'CLOSED' as const, opensAtMs: 1, closesAtMs: 2, maxPerBuyer: 1 };
    expect(await bench.store.setSale(eventId, 1, terms)).toBe('SET');
    expect((await bench.store.readMap(eventId))?.terms).toEqual(terms);
    // Looking at everything at once is refused, too.
    await bench.redis.config('SET', 'maxmemory', '0');
    await expectSound(bench.redis, eventId, HALL.capacities, start);
  });
});
