import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { type Id, newId } from '../../src/domain/id.js';
import type { LineRules } from '../../src/domain/line.js';
import { useDisposer } from '../support/disposer.js';
import { type Bench, openBench } from '../script/inventory.fixture.js';
import { afterMs, expectSoundLine, openLine, prepareStanding } from '../script/line.fixture.js';

const disposer = useDisposer({ scope: 'file' });
let bench: Bench;
beforeAll(async () => {
  bench = await openBench(disposer);
});

const RULES: Partial<LineRules> = { leaseMs: 40, admissionMs: 60, factor: 1, admitPerSecond: 10_000 };
const PEOPLE = 8;
const SLOTS = 2;

type Step =
  | { does: 'join' | 'look' | 'leave'; who: number }
  /** Time passes; whoever does not look meanwhile may lose a place or an admission. */
  | { does: 'wait'; ms: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ does: fc.constantFrom('join' as const, 'look' as const), who: fc.nat(PEOPLE - 1) }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('leave' as const), who: fc.nat(PEOPLE - 1) }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 30 }) }) },
);

/** What happened to everybody, as the answers told it. */
class Witness {
  /** Arrival numbers in the order in which their admission was first told or passed by the front. */
  readonly fronts: number[] = [];
  readonly arrivals = new Map<Id, number>();
  #lastArrival = 0;

  arrived(person: Id, arrival: number): void {
    if (this.arrivals.get(person) === arrival) return;
    // A place is behind all places that were given before.
    expect(arrival).toBeGreaterThan(this.#lastArrival);
    this.#lastArrival = arrival;
    this.arrivals.set(person, arrival);
  }

  moved(front: number): void {
    expect(front).toBeGreaterThanOrEqual(this.fronts.at(-1) ?? 0);
    this.fronts.push(front);
  }
}

it('first come, first admitted, whoever joins, looks, leaves and runs out of time', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
      const line = openLine(bench, RULES);
      const eventId = await prepareStanding(bench, SLOTS);
      const people = Array.from({ length: PEOPLE }, () => newId());
      const witness = new Witness();
      for (const action of steps) {
        if (action.does === 'wait') {
          await afterMs(bench.redis, action.ms);
          continue;
        }
        const person = people[action.who]!;
        const sight = action.does === 'look' ? await lookAt(person) : await line[action.does](eventId, person);
        const { place, line: view } = sight;
        witness.moved(view.front);
        expect(view.open).toBeLessThanOrEqual(SLOTS);
        if (action.does === 'join') witness.arrived(person, place!.arrival);
        if (action.does === 'leave') expect(['LEFT', 'EXPIRED', undefined]).toContain(place?.state);
        // Nobody waits whom the front has passed, and nobody is admitted before the front came there.
        if (place?.state === 'WAITING') expect(place.arrival).toBeGreaterThan(view.front);
        if (place?.state === 'ADMITTED') expect(place.arrival).toBeLessThanOrEqual(view.front);
        if (place?.state === 'WAITING') expect(place.position).toBeLessThanOrEqual(place.arrival - view.front);
        await expectSoundLine(bench.redis, eventId);
      }

      async function lookAt(person: Id) {
        const { line: view, places } = await line.look(eventId, [person]);
        return { line: view, place: places[0] ?? null };
      }
    }),
    { numRuns: 60 },
  );
}, 240_000);
