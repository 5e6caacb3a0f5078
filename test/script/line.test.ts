import { beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../src/domain/id.js';
import { eventKeys } from '../../src/lua/keys.js';
import { useDisposer } from '../support/disposer.js';
import { waitFor } from '../support/wait-for.js';
import { type Bench, openBench, prepareHall, stateOf } from './inventory.fixture.js';
import { afterMs, expectSoundLine, joinAll, openLine, prepareStanding, RULES, states } from './line.fixture.js';

const disposer = useDisposer({ scope: 'file' });
let bench: Bench;
beforeAll(async () => {
  bench = await openBench(disposer);
});

const soon = () => ({ opensAtMs: Date.now() + 60_000 });

describe('join-line', () => {
  it('gives the next place behind everybody who came before', async () => {
    const line = openLine(bench);
    const eventId = await prepareStanding(bench, 10, soon());
    const [first, second] = await joinAll(line, eventId, 2);
    const third = await line.join(eventId, newId());
    expect(third.place).toEqual({ state: 'WAITING', arrival: 3, position: 3, admission: null, endsAtMs: null });
    expect(third.line).toMatchObject({ gate: 'NOT_YET', waiting: 3, front: 0, admitted: 0, open: 0, room: 15 });
    const { places } = await line.look(eventId, [second!, first!]);
    expect(places.map((place) => place?.position)).toEqual([2, 1]);
    await expectSoundLine(bench.redis, eventId);
  });

  it('joined again, keeps the place', async () => {
    const line = openLine(bench);
    const eventId = await prepareStanding(bench, 10, soon());
    const [first] = await joinAll(line, eventId, 3);
    expect((await line.join(eventId, first!)).place).toMatchObject({ arrival: 1, position: 1 });
    expect((await line.read(eventId)).waiting).toBe(3);
  });

  it('admits at once when the gate has room, and again gives the same admission', async () => {
    const line = openLine(bench);
    const eventId = await prepareStanding(bench, 10);
    await line.join(eventId, newId());
    const buyer = newId();
    const joined = await waitFor(async () => {
      const { place } = await line.join(eventId, buyer);
      return place?.state === 'ADMITTED' && place;
    });
    expect(joined.admission).toMatch(/^[\w-]{22}$/);
    const again = await line.join(eventId, buyer);
    expect(again.place).toEqual(joined);
    expect(again.place!.endsAtMs! - again.line.nowMs).toBeLessThanOrEqual(RULES.admissionMs);
    await expectSoundLine(bench.redis, eventId);
  });

  it.each([
    ['ENDED', { closesAtMs: 2 }],
    ['ENDED', { status: 'CLOSED' as const }],
    ['CANCELLED', { status: 'CANCELLED' as const }],
  ])('gives no place when the sale is over: %s', async (gate, changes) => {
    const eventId = await prepareStanding(bench, 10, changes);
    const joined = await openLine(bench).join(eventId, newId());
    expect(joined).toMatchObject({ line: { gate, waiting: 0 }, place: null });
    expect(await bench.redis.exists(eventKeys(eventId).gate)).toBe(0);
  });

  it('gives a place, and admits nobody, while the sale is paused or the inventory is lost', async () => {
    const line = openLine(bench);
    const paused = await prepareStanding(bench, 10, { status: 'PAUSED' });
    await joinAll(line, paused, 2);
    await afterMs(bench.redis, 10);
    expect(await line.look(paused, [])).toMatchObject({ line: { gate: 'PAUSED', waiting: 2, open: 0 } });
    const lost = newId();
    await joinAll(line, lost, 2);
    await afterMs(bench.redis, 10);
    expect(await line.look(lost, [])).toMatchObject({ line: { gate: 'RECOVERING', waiting: 2, open: 0, room: 0 } });
  });

  it('admits nobody on an inventory that is older than what this process has seen of it', async () => {
    const line = openLine(bench);
    const eventId = await prepareStanding(bench, 10);
    bench.scripts.noteSeen(eventId, { epoch: 1, version: 1_000 });
    await joinAll(line, eventId, 1);
    await afterMs(bench.redis, 5);
    expect(await line.look(eventId, [])).toMatchObject({ line: { gate: 'RECOVERING', open: 0 } });
  });

  it('is refused with arguments that cannot be', async () => {
    const eventId = await prepareStanding(bench, 10);
    await expect(openLine(bench).join(eventId, 'no id: spaces')).rejects.toThrow('refused its arguments');
    await expect(openLine(bench).leave(eventId, '')).rejects.toThrow('refused its arguments');
    await expect(openLine(bench).look(eventId, [''])).rejects.toThrow('people');
    await expect(openLine(bench, { factor: 0.5 }).read(eventId)).rejects.toThrow('arguments');
    await expect(openLine(bench).move(eventId, '', newId())).rejects.toThrow('people');
    expect(await bench.redis.exists(eventKeys(eventId).gate)).toBe(0);
  });
});

describe('the gate', () => {
  it('opens with the sale and not before, in the order of arrival', async () => {
    const line = openLine(bench);
    const { nowMs } = await line.read(newId());
    const eventId = await prepareStanding(bench, 2, { opensAtMs: nowMs + 1500 });
    const people = await joinAll(line, eventId, 5);
    await afterMs(bench.redis, 50);
    expect(states((await line.look(eventId, people)).places)).toEqual(Array(5).fill('WAITING'));
    const opened = await waitFor(async () => {
      const look = await line.look(eventId, people);
      return look.line.gate === 'OPEN' && look;
    });
    // Two free units at a factor of 1.5.
    expect(states(opened.places)).toEqual(['ADMITTED', 'ADMITTED', 'ADMITTED', 'WAITING', 'WAITING']);
    expect(opened.places.map((place) => place?.position)).toEqual([0, 0, 0, 1, 2]);
    expect(opened.line).toMatchObject({ front: 3, admitted: 3, open: 3, room: 0, waiting: 2 });
  });

  it('admits no faster than its rate, whoever asks how often', async () => {
    const line = openLine(bench, { admitPerSecond: 20 });
    const eventId = await prepareStanding(bench, 1_000);
    const start = (await line.read(eventId)).nowMs;
    const people = await joinAll(line, eventId, 60);
    for (let round = 0; round < 100; round += 1) {
      const { line: view } = await line.look(eventId, people);
      expect(view.admitted).toBeLessThanOrEqual(((view.nowMs - start) * 20) / 1000);
    }
    await waitFor(async () => (await line.look(eventId, people)).line.admitted >= 5);
    await expectSoundLine(bench.redis, eventId);
  });

  it('saves up one second at most while nobody comes', async () => {
    const line = openLine(bench, { admitPerSecond: 2, leaseMs: 100_000 });
    const { nowMs } = await line.read(newId());
    const eventId = await prepareStanding(bench, 1_000, { opensAtMs: nowMs + 2_500 });
    const people = await joinAll(line, eventId, 10);
    const opened = await waitFor(async () => {
      const look = await line.look(eventId, people);
      return look.line.gate === 'OPEN' && look;
    });
    expect(opened.line.admitted).toBe(2);
  });

  it('has a slot again when an admitted person leaves or runs out of time', async () => {
    const line = openLine(bench, { admissionMs: 1500 });
    const eventId = await prepareStanding(bench, 1);
    const [first, second] = await joinAll(line, eventId, 2);
    const admitted = (person: string) =>
      waitFor(async () => (await line.look(eventId, [person])).places[0]?.state === 'ADMITTED', { what: 'an admission' });
    await admitted(first!);
    expect(states((await line.look(eventId, [second!])).places)).toEqual(['WAITING']);
    expect((await line.leave(eventId, first!)).place).toMatchObject({ state: 'LEFT' });
    await admitted(second!);
    await waitFor(async () => (await line.look(eventId, [second!])).places[0]?.state === 'EXPIRED', { what: 'the end of an admission' });
    expect((await line.look(eventId, [])).line).toMatchObject({ open: 0, room: 1, admitted: 2 });
    await expectSoundLine(bench.redis, eventId);
  });

  it('does not keep a slot for somebody who never comes for it', async () => {
    const line = openLine(bench, { leaseMs: 1500, admissionMs: 60_000 });
    const eventId = await prepareStanding(bench, 1);
    const [gone] = await joinAll(line, eventId, 1);
    await waitFor(async () => (await line.look(eventId, [])).line.open === 1, { what: 'an admission' });
    await waitFor(async () => (await line.look(eventId, [])).line.open === 0, { what: 'the slot to be free again' });
    expect((await line.look(eventId, [gone!])).places[0]).toMatchObject({ state: 'EXPIRED', admission: null });
  });

  it('does not let in people who went away, however many of them at once', async () => {
    const line = openLine(bench, { leaseMs: 1_000 });
    const eventId = await prepareStanding(bench, 1_000, { opensAtMs: Date.now() + 60_000 });
    await Promise.all(Array.from({ length: 300 }, () => line.join(eventId, newId())));
    // Opened when the time of all of them is over.
    await afterMs(bench.redis, 1_001);
    const terms = { status: 'SELLING' as const, opensAtMs: 1, closesAtMs: Date.now() + 60_000, maxPerBuyer: 10 };
    await bench.store.setSale(eventId, 1, terms);
    await waitFor(async () => (await line.read(eventId)).gate === 'OPEN');
    const [stays] = await joinAll(line, eventId, 1);
    await waitFor(async () => (await line.look(eventId, [stays!])).places[0]?.state === 'ADMITTED');
    expect((await line.read(eventId)).admitted).toBe(1);
    await expectSoundLine(bench.redis, eventId);
  });

  it('admits nobody while nothing is free, and goes on when something is', async () => {
    const line = openLine(bench);
    const eventId = await prepareStanding(bench, 1);
    const held = await bench.store.hold({
      eventId,
      buyer: newId(),
      operation: { hash: 'a', input: 'a' },
      secret: 's'.repeat(16),
      holdMs: 60_000,
      gate: null,
      seats: [],
      places: [{ tier: 2, quantity: 1 }],
    });
    if (held.kind !== 'HELD') throw new Error(held.kind);
    const [person] = await joinAll(line, eventId, 1);
    await afterMs(bench.redis, 10);
    expect((await line.look(eventId, [person!])).places[0]?.state).toBe('WAITING');
    await bench.store.release({ address: held.hold, buyer: held.hold.buyer, operation: { hash: 'b', input: 'b' } });
    expect((await line.look(eventId, [person!])).places[0]?.state).toBe('ADMITTED');
  });

  it('counts seats and places of all tiers', async () => {
    const eventId = await prepareHall(bench, soon());
    expect((await openLine(bench, { factor: 2 }).read(eventId)).room).toBe(60);
  });
});

describe('a person who does not look', () => {
  it('loses the place, and everybody behind moves up', async () => {
    const line = openLine(bench, { leaseMs: 1500 });
    const eventId = await prepareStanding(bench, 10, soon());
    const [gone, stays] = await joinAll(line, eventId, 2);
    const moved = await waitFor(async () => {
      const [place] = (await line.look(eventId, [stays!])).places;
      return place?.position === 1 && place;
    });
    expect(moved.arrival).toBe(2);
    expect((await line.look(eventId, [gone!])).places[0]).toEqual({
      state: 'EXPIRED',
      arrival: 1,
      position: 0,
      admission: null,
      endsAtMs: null,
    });
    expect((await line.join(eventId, gone!)).place).toMatchObject({ state: 'WAITING', arrival: 3, position: 2 });
    await expectSoundLine(bench.redis, eventId);
  });
});

describe('leave-line', () => {
  it('ends a place, whatever it was, and says so to a repeat', async () => {
    const line = openLine(bench);
    const eventId = await prepareStanding(bench, 10, soon());
    const [first, second] = await joinAll(line, eventId, 2);
    expect((await line.leave(eventId, first!)).place).toMatchObject({ state: 'LEFT', position: 0 });
    expect((await line.leave(eventId, first!)).place).toMatchObject({ state: 'LEFT' });
    expect((await line.leave(eventId, newId())).place).toBeNull();
    expect((await line.look(eventId, [second!])).places[0]).toMatchObject({ position: 1 });
    await expectSoundLine(bench.redis, eventId);
  });
});

describe('read-line', () => {
  it('changes nothing', async () => {
    const line = openLine(bench, { leaseMs: 1 });
    const eventId = await prepareStanding(bench, 10);
    await joinAll(line, eventId, 3);
    await afterMs(bench.redis, 5);
    const before = await stateOf(bench.redis, eventId);
    expect(await line.read(eventId)).toMatchObject({ gate: 'OPEN' });
    expect(await stateOf(bench.redis, eventId)).toBe(before);
  });
});

describe('move-place', () => {
  it('hands a place to the account that a guest logs into, at the same position', async () => {
    const line = openLine(bench);
    const eventId = await prepareStanding(bench, 10, soon());
    const [guest, other] = await joinAll(line, eventId, 2);
    const account = newId();
    await line.move(eventId, guest!, account);
    await line.move(eventId, guest!, account);
    expect((await line.look(eventId, [account, guest!, other!])).places).toMatchObject([
      { arrival: 1, position: 1 },
      null,
      { position: 2 },
    ]);
    await expectSoundLine(bench.redis, eventId);
  });

  it('keeps the better of two places, and gives the other back', async () => {
    const line = openLine(bench);
    const eventId = await prepareStanding(bench, 1);
    const [admitted, waits] = await joinAll(line, eventId, 2);
    await waitFor(async () => (await line.look(eventId, [admitted!])).places[0]?.state === 'ADMITTED');
    const { admission } = (await line.look(eventId, [admitted!])).places[0]!;
    await line.move(eventId, admitted!, waits!);
    expect((await line.look(eventId, [waits!, admitted!])).places).toMatchObject([{ state: 'ADMITTED', admission }, null]);
    const later = newId();
    await line.join(eventId, later);
    await line.move(eventId, later, waits!);
    expect((await line.look(eventId, [waits!, later])).places).toMatchObject([{ state: 'ADMITTED' }, { state: 'LEFT' }]);
    expect((await line.read(eventId)).open).toBe(1);
    await expectSoundLine(bench.redis, eventId);
  });
});

describe('the end of a sale', () => {
  it('takes the line away, with its places and admissions', async () => {
    const line = openLine(bench);
    const eventId = await prepareStanding(bench, 1);
    const people = await joinAll(line, eventId, 3);
    await bench.store.setSale(eventId, 1, { status: 'CLOSED', opensAtMs: 1, closesAtMs: Date.now() + 60_000, maxPerBuyer: 1 });
    expect(states((await line.look(eventId, people)).places)).toEqual(['NONE', 'NONE', 'NONE']);
    const { line: lineKey, admissions, lineDue, gate } = eventKeys(eventId);
    expect(await bench.redis.exists(lineKey, admissions, lineDue, gate)).toBe(0);
  });
});
