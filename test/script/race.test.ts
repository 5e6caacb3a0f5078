import { describe, expect, it } from 'vitest';
import { asScript, loadScript, type LoadedScript } from '../../src/lua/script.loader.js';
import { useDisposer } from '../support/disposer.js';
import { expectSound } from './inventory.audit.js';
import { type Bench, holdRequest, openBench, prepareHall, type Wish } from './inventory.fixture.js';

const disposer = useDisposer();
const BUYERS = 500;
const CAPACITIES = [1_000, 0, 1_000];

/** All buyers want the same at once, over several connections. @returns how often each answer was given */
async function race(benches: Bench[], eventId: string, wish: Wish): Promise<Record<string, number>> {
  const outcomes = await Promise.all(
    Array.from({ length: BUYERS }, (_, at) => benches[at % benches.length]!.store.hold(holdRequest(eventId, wish))),
  );
  const counts: Record<string, number> = {};
  for (const { kind } of outcomes) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

function openBenches(load?: (name: string) => LoadedScript): Promise<Bench[]> {
  return Promise.all(Array.from({ length: 4 }, () => openBench(disposer, { load })));
}

/** The scripts with a guard of `hold` taken out. */
function without(...guards: string[]) {
  return (name: string): LoadedScript => {
    const script = loadScript(name);
    if (name !== 'hold') return script;
    return asScript(
      name,
      guards.reduce((text, guard) => {
        if (!text.includes(guard)) throw new Error(`hold has no guard ${guard}`);
        return text.replace(guard, 'if false then');
      }, script.text),
    );
  };
}

const SEAT_GUARD = 'if #taken > 0 then';
const PLACE_GUARD = 'if free < unit.quantity then';
const NEGATIVE_GUARD = 'if math.min(counts.f, counts.h, counts.s, counts.b) < 0 then';

const oneSeat = (bench: Bench) => prepareHall(bench, { seatCount: 1_000, capacities: CAPACITIES });
const oneLastPlace = (bench: Bench) =>
  prepareHall(bench, { seatCount: 1_000, capacities: CAPACITIES, blockedPlaces: [{ tier: 2, quantity: 999 }] });

describe(`${BUYERS} buyers at once`, () => {
  it('for one fresh seat: one gets it, everybody else is told that it is taken, 20 times over', async () => {
    const benches = await openBenches();
    for (let run = 0; run < 20; run++) {
      const eventId = await oneSeat(benches[0]!);
      expect(await race(benches, eventId, { seats: [7] })).toEqual({ HELD: 1, UNAVAILABLE: BUYERS - 1 });
      await expectSound(benches[0]!.redis, eventId, CAPACITIES);
    }
  }, 240_000);

  it('for the last place: one gets it, everybody else is told that none is left', async () => {
    const benches = await openBenches();
    const eventId = await oneLastPlace(benches[0]!);
    expect(await race(benches, eventId, { places: 1 })).toEqual({ HELD: 1, SHORT: BUYERS - 1 });
    await expectSound(benches[0]!.redis, eventId, CAPACITIES);
  });
});

describe('the same race with the guard off', () => {
  it('sells the seat more than once', async () => {
    const benches = await openBenches(without(SEAT_GUARD));
    const counts = await race(benches, await oneSeat(benches[0]!), { seats: [7] });
    expect(counts['HELD']).toBeGreaterThan(1);
  });

  it('sells the last place more than once', async () => {
    const benches = await openBenches(without(PLACE_GUARD, NEGATIVE_GUARD));
    const counts = await race(benches, await oneLastPlace(benches[0]!), { places: 1 });
    expect(counts['HELD']).toBeGreaterThan(1);
  });

  it('still sells no place below zero when only the first of its two guards is off', async () => {
    const [bench] = (await openBenches(without(PLACE_GUARD))) as [Bench];
    const eventId = await oneLastPlace(bench);
    await expect(race([bench], eventId, { places: 1 })).rejects.toThrow('DRIFT');
  });
});
