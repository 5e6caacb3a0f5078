import { describe, expect, it } from 'vitest';
import { type Id, newId } from '../../src/domain/id.js';
import { asScript, loadScript, type LoadedScript } from '../../src/lua/script.loader.js';
import { useDisposer } from '../support/disposer.js';
import { waitFor } from '../support/wait-for.js';
import { type Bench, openBench, redisNow } from './inventory.fixture.js';
import { afterMs, expectSoundLine, openLine, prepareStanding, states } from './line.fixture.js';

const disposer = useDisposer();
const PEOPLE = 300;
const LINE_SCRIPTS = ['join-line', 'leave-line', 'advance-line'];

const ROOM_GUARD = 'math.min(cap - line.open, math.floor(line.budget / 1000000), line.waiting, 100)';
const RATE_GUARD = 'math.floor(line.budget / 1000000), line.waiting';

/** The line's scripts with a guard of the gate taken out. */
function without(guard: string, instead: string) {
  return (name: string): LoadedScript => {
    const script = loadScript(name);
    if (!LINE_SCRIPTS.includes(name)) return script;
    if (!script.text.includes(guard)) throw new Error(`${name} has no guard ${guard}`);
    return asScript(name, script.text.replace(guard, instead));
  };
}

/** Everybody joins and looks at once, over several connections, again and again. @returns the most open admissions ever seen, and all given */
async function storm(eventId: Id, rounds: number, rules = {}, load?: (name: string) => LoadedScript) {
  const benches: Bench[] = await Promise.all(Array.from({ length: 4 }, () => openBench(disposer, { load })));
  const lines = benches.map((bench) => openLine(bench, rules));
  const people = Array.from({ length: PEOPLE }, () => newId());
  let mostOpen = 0;
  let admitted = 0;
  await Promise.all(people.map((person, at) => lines[at % 4]!.join(eventId, person)));
  for (let round = 0; round < rounds; round += 1) {
    const looks = await Promise.all(
      people.map((person, at) => (at % 7 === round % 7 ? lines[at % 4]!.join(eventId, person) : lines[at % 4]!.look(eventId, [person]))),
    );
    for (const { line } of looks) {
      mostOpen = Math.max(mostOpen, line.open);
      admitted = Math.max(admitted, line.admitted);
    }
  }
  return { mostOpen, admitted, people, line: lines[0]!, redis: benches[0]!.redis };
}

describe(`${PEOPLE} people at the gate at once`, () => {
  it('never have more open admissions than the stock times the factor', async () => {
    const eventId = await prepareStanding(await openBench(disposer), 20);
    const { mostOpen, people, line, redis } = await storm(eventId, 6);
    expect(mostOpen).toBe(30);
    expect(states((await line.look(eventId, people)).places).filter((state) => state === 'ADMITTED')).toHaveLength(30);
    await expectSoundLine(redis, eventId);
  });

  it('are admitted no faster than the rate', async () => {
    const bench = await openBench(disposer);
    const eventId = await prepareStanding(bench, 10_000);
    const start = await redisNow(bench.redis);
    const { admitted } = await storm(eventId, 4, { admitPerSecond: 50 });
    expect(admitted).toBeGreaterThan(0);
    expect(admitted).toBeLessThanOrEqual((((await redisNow(bench.redis)) - start) * 50) / 1000);
  });
});

describe('the same with the guard off', () => {
  it('admits more than the gate allows', async () => {
    const eventId = await prepareStanding(await openBench(disposer), 20);
    const { mostOpen } = await storm(eventId, 3, {}, without(ROOM_GUARD, ROOM_GUARD.replace('cap - line.open, ', '')));
    expect(mostOpen).toBeGreaterThan(30);
  });

  it('admits faster than the rate', async () => {
    const bench = await openBench(disposer);
    const eventId = await prepareStanding(bench, 10_000);
    const start = await redisNow(bench.redis);
    const { admitted } = await storm(eventId, 3, { admitPerSecond: 1 }, without(RATE_GUARD, 'line.waiting'));
    expect(admitted).toBeGreaterThan(((await redisNow(bench.redis)) - start) / 1000 + 1);
  });
});

describe('thirty people in line', () => {
  it('of whom ten vanish: the line does not stall, and everybody else gets in, in order', async () => {
    const bench = await openBench(disposer);
    const line = openLine(bench, { leaseMs: 2000, admissionMs: 60_000, factor: 1, admitPerSecond: 200 });
    const eventId = await prepareStanding(bench, 2);
    const people = Array.from({ length: 30 }, () => newId());
    for (const person of people) await line.join(eventId, person);
    const vanished = new Set(people.filter((_, at) => at % 3 === 0));
    const stay = people.filter((person) => !vanished.has(person));
    const served: Id[] = [];
    await waitFor(
      async () => {
        const waiting = stay.filter((person) => !served.includes(person));
        const { places } = await line.look(eventId, waiting);
        for (const [at, place] of places.entries()) {
          if (place?.state !== 'ADMITTED') continue;
          served.push(waiting[at]!);
          await line.leave(eventId, waiting[at]!);
        }
        return served.length === stay.length;
      },
      { timeoutMs: 60_000, what: 'everybody who stayed to be served' },
    );
    expect(served).toEqual(stay);
    await afterMs(bench.redis, 2010);
    const end = await line.look(eventId, [...vanished]);
    expect(states(end.places)).toEqual(Array(10).fill('EXPIRED'));
    expect(end.line).toMatchObject({ waiting: 0, open: 0 });
    await expectSoundLine(bench.redis, eventId);
  });
});
