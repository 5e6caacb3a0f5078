import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { HoldRecord } from '../../src/domain/hold.js';
import { eventKeys } from '../../src/lua/keys.js';
import {
  hallLoad,
  HALL,
  holdRequest,
  operation,
  prepareHall,
  redisNow,
  serverOf,
  STANDING,
  takeHold,
  type Bench,
} from '../script/inventory.fixture.js';
import { useDisposer } from '../support/disposer.js';
import { privateRedis } from '../support/services.js';
import { waitFor } from '../support/wait-for.js';
import { ALL_SEATS, type Desk, eventOf, openDesk, sell, untilMirrored } from './desk.fixture.js';

const disposer = useDisposer();

async function ownRedis(): Promise<string> {
  const server = await privateRedis();
  disposer.add(() => server.stop());
  return server.redisUrl;
}

/** Scripts and reads of the log that a server has run. */
async function questions({ redis }: Bench, eventId: string): Promise<number> {
  const stats = await serverOf(redis, eventId).info('commandstats');
  const calls = [...stats.matchAll(/^cmdstat_(eval|evalsha|eval_ro|evalsha_ro|xrange):calls=(\d+)/gm)];
  return calls.reduce((sum, [, , count]) => sum + Number(count), 0);
}

/** A hold of a seat that is free again: it must be had within the 100 ms that the mirror is allowed, mostly at once. */
async function soon(desk: Desk, eventId: string, seat: number): Promise<HoldRecord> {
  const patience = { timeoutMs: 100, everyMs: 1, what: `seat ${seat}` };
  const held = async () => {
    const outcome = await desk.ask(eventId, { seats: [seat] });
    return outcome.kind === 'HELD' && outcome.hold;
  };
  return waitFor(held, patience);
}

test('a thousand who come too late ask Redis less than ten questions, and each hears what Redis would say', async () => {
  const one = await openDesk(disposer, { redisUrl: await ownRedis() });
  const eventId = await prepareHall(one);
  await sell(one, eventId, { seats: ALL_SEATS, places: HALL.capacities[STANDING]! });
  const wishes = [{ seats: [3, 4] }, { seats: [0], places: 1 }, { places: 2 }];
  const said = await Promise.all(wishes.map((wish) => one.store.hold(holdRequest(eventId, wish))));
  await untilMirrored(one, eventId, { seats: [0] });
  const [before, known] = [await questions(one, eventId), one.tooLate.mirror];
  for (let round = 0; round < 10; round += 1) {
    const asked = Array.from({ length: 100 }, (_, at) => one.ask(eventId, wishes[at % 3]!));
    expect((await Promise.all(asked)).slice(0, 3)).toEqual(said);
  }
  expect((await questions(one, eventId)) - before).toBeLessThan(10);
  expect(one.tooLate.mirror - known).toBeGreaterThanOrEqual(990);
  expect(await one.desk.refuseBlock(eventOf(eventId), holdRequest(eventId, {}), 2, null)).toEqual({ kind: 'NO_BLOCK' });
});

test('what is given back can be had again within 100 ms, from another process too', async () => {
  const [one, two] = [await openDesk(disposer), await openDesk(disposer)];
  const eventId = await prepareHall(one);
  await sell(one, eventId, { seats: ALL_SEATS.slice(2), places: 10 });
  const orderNo = await sell(one, eventId, { seats: [1] });
  for (let round = 0; round < 20; round += 1) {
    const hold = await takeHold(one, eventId, { seats: [0] });
    await untilMirrored(two, eventId, { seats: [0] });
    await one.store.release({ address: hold, buyer: hold.buyer, operation: operation() });
    const next = await soon(two, eventId, 0);
    await two.store.release({ address: next, buyer: next.buyer, operation: operation() });
  }
  await untilMirrored(two, eventId, { seats: [1] });
  await one.store.returnItems({ eventId, orderNo, seats: [{ index: 1, tier: 0 }], left: [], to: 'ON_SALE' });
  await soon(two, eventId, 1);
});

test('an operation that was granted gets its hold again after all is gone, from every process, also from one that begins later', async () => {
  const one = await openDesk(disposer);
  const eventId = await prepareHall(one);
  const request = holdRequest(eventId, { seats: [0, 1], places: 3 });
  const first = await one.ask(eventId, request);
  await sell(one, eventId, { seats: ALL_SEATS.slice(2), places: 7 });
  const two = await openDesk(disposer);
  for (const process of [one, two]) {
    await untilMirrored(process, eventId, { seats: [0] });
    expect(await process.ask(eventId, request)).toMatchObject({ kind: 'HELD', repeated: true, hold: { serial: 2 } });
    const changed = { ...request, operation: { ...request.operation, input: 'other' } };
    expect(await process.ask(eventId, changed)).toEqual({ kind: 'CONFLICT' });
  }
  expect(first).toMatchObject({ kind: 'HELD', repeated: false });
});

test('a process that cannot know of all operations of late leaves every refusal to Redis', async () => {
  const one = await openDesk(disposer);
  const eventId = await prepareHall(one);
  const request = holdRequest(eventId, { seats: [0] });
  await one.ask(eventId, request);
  await sell(one, eventId, { seats: ALL_SEATS.slice(1) });
  await one.redis.xtrim(eventKeys(eventId).deltas, 'MAXLEN', 1);
  const two = await openDesk(disposer);
  for (let call = 0; call < 50; call += 1) expect(await two.ask(eventId, { seats: [0] })).toMatchObject({ kind: 'UNAVAILABLE' });
  expect(two.tooLate).toEqual({ mirror: 0, redis: 50 });
  expect(await two.ask(eventId, request)).toMatchObject({ kind: 'HELD', repeated: true });
});

test('what is held is refused until the deadline and not a millisecond longer', async () => {
  const one = await openDesk(disposer);
  const eventId = await prepareHall(one);
  await sell(one, eventId, { places: 8 });
  for (let round = 0; round < 3; round += 1) {
    const hold = await takeHold(one, eventId, { seats: [5], places: 2, holdMs: 1200 });
    await untilMirrored(one, eventId, { seats: [5] });
    await untilMirrored(one, eventId, { places: 1 });
    await waitFor(
      async () => {
        const beforeMs = await redisNow(one.redis);
        const outcome = await one.ask(eventId, { seats: [5], places: 2, holdMs: 1 });
        if (outcome.kind !== 'HELD') expect(beforeMs).toBeLessThan(hold.deadlineMs);
        return outcome.kind === 'HELD';
      },
      { everyMs: 1 },
    );
    expect(await redisNow(one.redis)).toBeGreaterThanOrEqual(hold.deadlineMs);
    await waitFor(async () => (await one.store.expire(eventId, 100)).nextDeadlineMs === null);
  }
  expect(one.tooLate.mirror).toBeGreaterThan(10);
});

test('a Redis that was emptied, or loaded anew, is asked again', async () => {
  const one = await openDesk(disposer, { redisUrl: await ownRedis() });
  const eventId = await prepareHall(one);
  await sell(one, eventId, { seats: [0] });
  await untilMirrored(one, eventId, { seats: [0] });
  await serverOf(one.redis, eventId).flushall();
  const lostAt = performance.now();
  await waitFor(async () => (await one.ask(eventId, { seats: [0] })).kind === 'CLOSED', { timeoutMs: 1000, everyMs: 1 });
  expect(performance.now() - lostAt).toBeLessThan(600);
  for (let call = 0; call < 50; call += 1) {
    expect(await one.ask(eventId, { seats: [0] })).toMatchObject({ kind: 'CLOSED', reason: 'RECOVERING' });
    await pause(5);
  }
  await one.store.prepare(hallLoad({ eventId, epoch: 2 }));
  expect(await one.ask(eventId, { seats: [0] })).toMatchObject({ kind: 'HELD', hold: { epoch: 2 } });
  await untilMirrored(one, eventId, { seats: [0] });
});

test('an event that is loaded anew while it is known to be sold out is on sale again at once', async () => {
  const one = await openDesk(disposer);
  const two = await openDesk(disposer);
  const eventId = await prepareHall(one);
  await sell(one, eventId, { seats: [0] });
  await untilMirrored(two, eventId, { seats: [0] });
  await one.store.prepare(hallLoad({ eventId, epoch: 2 }));
  expect(await two.ask(eventId, { seats: [0] })).toMatchObject({ kind: 'HELD', hold: { epoch: 2 } });
});

test('a lost connection ends the trust at once', async () => {
  let connected = true;
  const one = await openDesk(disposer, {
    board: (real) => ({
      listen: (...args) => real.listen(...args),
      onGap: (listener) => real.onGap(listener),
      get connected() {
        return connected;
      },
    }),
  });
  const eventId = await prepareHall(one);
  await sell(one, eventId, { seats: [0] });
  await untilMirrored(one, eventId, { seats: [0] });
  connected = false;
  const { mirror } = one.tooLate;
  for (let call = 0; call < 20; call += 1) await one.ask(eventId, { seats: [0] });
  expect(one.tooLate.mirror).toBe(mirror);
});

test('a sale that is not open, a gate and the limit of a buyer are said first', async () => {
  const one = await openDesk(disposer);
  const eventId = await prepareHall(one);
  await sell(one, eventId, { seats: ALL_SEATS, places: 10 });
  await untilMirrored(one, eventId, { seats: [0] });
  expect(await one.ask(eventId, { seats: [0, 1, 2, 3, 4, 5, 6] })).toMatchObject({ kind: 'LIMIT' });
  expect(await one.ask(eventId, { ...holdRequest(eventId, { seats: [0] }), gate: { admission: '' } })).toEqual({ kind: 'NOT_ADMITTED' });
  const { mirror } = one.tooLate;
  await one.desk.hold(eventOf(eventId, { status: 'PAUSED' }), holdRequest(eventId, { seats: [0] }));
  expect(one.tooLate.mirror).toBe(mirror);
  await one.store.setSale(eventId, 1, { ...hallLoad(), status: 'PAUSED' });
  await waitFor(async () => (await one.ask(eventId, { seats: [0] })).kind === 'CLOSED', { timeoutMs: 600, everyMs: 1 });
  for (let call = 0; call < 20; call += 1) expect(await one.ask(eventId, { seats: [0] })).toMatchObject({ reason: 'PAUSED' });
});

/**
 * Flips a seat between blocked and free; whenever it has become free, a buyer of another process asks until it is granted.
 * @param late what becomes of a notice: how long it takes, milliseconds; 'lost': it never comes
 * @returns how long the seat had been free, milliseconds, when buyers asked who were refused
 */
async function refusedWhileFree(rounds: number, late: number | 'lost') {
  const one = await openDesk(disposer);
  const hear = (onNotice: (text: string) => void) => (text: string) => {
    if (late === 0) onNotice(text);
    else if (late !== 'lost') setTimeout(onNotice, late, text);
  };
  const two = await openDesk(disposer, {
    board: (real) => ({
      listen: (channel, onNotice) => real.listen(channel, hear(onNotice)),
      onGap: (listener) => real.onGap(listener),
      get connected() {
        return real.connected;
      },
    }),
  });
  const eventId = await prepareHall(one);
  const flip = { eventId, seats: [{ index: 0, tier: 0 }], places: [] };
  const refused: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    await one.store.block(flip);
    await untilMirrored(two, eventId, { seats: [0] });
    await one.store.unblock(flip);
    const freeSince = performance.now();
    await waitFor(
      async () => {
        const askedAt = performance.now();
        const outcome = await two.ask(eventId, { seats: [0] });
        if (outcome.kind !== 'HELD') return void refused.push(askedAt - freeSince);
        return one.store.release({ address: outcome.hold, buyer: outcome.hold.buyer, operation: operation() });
      },
      { everyMs: 1 },
    );
  }
  return refused;
}

test('while a seat comes and goes, nobody is refused what has been free for longer than a notice takes', async () => {
  const refused = await refusedWhileFree(150, 0);
  // On a machine that is busy with something else a notice may take longer than a refusal waits.
  expect(refused.filter((freeMs) => freeMs > 50)).toEqual([]);
  expect(refused.length).toBeLessThan(10);
});

test('with notices that come late the same buyers are refused what is free: the race is there, and ends with the notice', async () => {
  const refused = await refusedWhileFree(20, 30);
  expect(refused.length).toBeGreaterThan(10);
  expect(Math.max(...refused)).toBeLessThan(200);
});

test('notices that are lost without a word make a refusal wrong for 400 ms at most', async () => {
  const refused = await refusedWhileFree(1, 'lost');
  expect(refused.length).toBeGreaterThan(0);
  expect(Math.max(...refused)).toBeLessThan(400);
});
