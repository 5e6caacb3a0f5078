import { beforeAll, describe, expect, it } from 'vitest';
import type { HoldRequest } from '../../src/domain/inventory.js';
import type { RunTable } from '../../src/domain/run.js';
import { bestAvailable } from '../../src/domain/best-available.js';
import { hallOf } from '../../src/domain/hall.js';
import { newId } from '../../src/domain/id.js';
import { asScript, loadScript } from '../../src/lua/script.loader.js';
import { useDisposer } from '../support/disposer.js';
import { expectSound } from './inventory.audit.js';
import { type Bench, holdRequest, openBench, prepareHall, takeHold, takeLapsedHold, type Wish } from './inventory.fixture.js';

const disposer = useDisposer({ scope: 'file' });
let bench: Bench;
beforeAll(async () => {
  bench = await openBench(disposer);
});

/** Rows of `length` seats of one tier, without accessible ones. */
function rows(count: number, length: number): RunTable {
  const seatCount = count * length;
  return {
    runs: Array.from({ length: count }, (_, row) => ({ first: row * length, length })),
    tierBySeat: new Uint8Array(seatCount),
    accessible: new Uint8Array(seatCount),
  };
}

const hall = (count: number, length: number) =>
  prepareHall(bench, { seatCount: count * length, capacities: [count * length], runs: rows(count, length), maxPerBuyer: 100 });

/** A pick of tier 0, by the rule. */
function pick(eventId: string, seats: number[], wish: Wish = {}): HoldRequest {
  return { ...holdRequest(eventId, wish), seats: seats.map((index) => ({ index, tier: 0 })), orphanRule: true };
}

const take = (eventId: string, seats: number[]) => bench.store.hold({ ...pick(eventId, seats), orphanRule: false });

describe('the orphan rule', () => {
  it('refuses a pick that leaves a single seat at the end of a row or between taken ones, and names it', async () => {
    const eventId = await hall(2, 8);
    expect(await bench.store.hold(pick(eventId, [1, 2]))).toEqual({ kind: 'STRANDS', stranded: [0] });
    await take(eventId, [0, 1, 2]);
    expect(await bench.store.hold(pick(eventId, [4, 5]))).toEqual({ kind: 'STRANDS', stranded: [3] });
    expect(await bench.store.hold(pick(eventId, [3, 4]))).toMatchObject({ kind: 'HELD' });
  });

  it('holds for nobody who did not ask for it', async () => {
    const eventId = await hall(1, 8);
    expect(await take(eventId, [1, 2])).toMatchObject({ kind: 'HELD' });
  });

  it('never refuses the last possible sale', async () => {
    const eventId = await hall(2, 4);
    expect(await bench.store.hold(pick(eventId, [0, 1, 2]))).toMatchObject({ kind: 'HELD' });
    expect(await bench.store.hold(pick(eventId, [4, 5, 6]))).toMatchObject({ kind: 'HELD' });
  });

  it('lets a pick fill a single seat, and leave one that was single before', async () => {
    const eventId = await hall(2, 8);
    await take(eventId, [1, 2]);
    expect(await bench.store.hold(pick(eventId, [3, 4]))).toMatchObject({ kind: 'HELD' });
    expect(await bench.store.hold(pick(eventId, [0]))).toMatchObject({ kind: 'HELD' });
  });

  it('does not count a seat of a lapsed hold as taken', async () => {
    const eventId = await hall(2, 8);
    await takeLapsedHold(bench, eventId, { seats: [0] });
    // Seat 1 has seat 0 beside it, which is free again.
    expect(await bench.store.hold(pick(eventId, [2, 3]))).toMatchObject({ kind: 'HELD' });
    await expectSound(bench.redis, eventId, [16]);
  });

  it('cannot be got round by dropping seats again', async () => {
    const eventId = await hall(2, 8);
    const hold = await takeHold(bench, eventId, { seats: [0, 1, 2] });
    const drop = (index: number) =>
      bench.store.change({
        address: hold,
        buyer: hold.buyer,
        operation: { hash: newId(), input: 'x' },
        addSeats: [],
        dropSeats: [{ index, tier: 0 }],
        places: [],
        orphanRule: true,
      });
    expect(await drop(0)).toEqual({ kind: 'STRANDS', stranded: [0] });
    expect(await drop(2)).toMatchObject({ kind: 'HELD' });
    await expectSound(bench.redis, eventId, [16]);
  });
});

/** Seats 0–2 and 4–6 of rows of seven: each leaves the other end free, both together leave seat 3 alone. */
async function raceForTheMiddle(benches: Bench[]): Promise<string[]> {
  const kinds: string[] = [];
  for (let run = 0; run < 20; run += 1) {
    // One row more, which nobody wants: there is always a legal pick.
    const eventId = await hall(21, 7);
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, row) => row * 7).flatMap((first) => [
        benches[0]!.store.hold(pick(eventId, [first, first + 1, first + 2])),
        benches[1]!.store.hold(pick(eventId, [first + 4, first + 5, first + 6])),
      ]),
    );
    for (let row = 0; row < 20; row += 1) kinds.push(`${outcomes[2 * row]!.kind} ${outcomes[2 * row + 1]!.kind}`);
    await expectSound(bench.redis, eventId, [147]);
  }
  return kinds;
}

describe('two picks that are legal alone and strand a seat together', () => {
  it('never both pass while there is another block', async () => {
    const benches = [bench, await openBench(disposer)];
    const kinds = await raceForTheMiddle(benches);
    expect(kinds.length).toBe(400);
    expect(kinds.filter((pair) => pair !== 'HELD STRANDS' && pair !== 'STRANDS HELD')).toEqual([]);
  });

  it('both pass with the rule taken out', async () => {
    const load = (name: string) => {
      const script = loadScript(name);
      return name === 'hold' ? asScript(name, script.text.replace('if legal[tier] and not seen[left] then', 'if false then')) : script;
    };
    const benches = [await openBench(disposer, { load }), await openBench(disposer, { load })];
    expect((await raceForTheMiddle(benches)).every((pair) => pair === 'HELD HELD')).toBe(true);
  });
});

describe('500 parties of four at once', () => {
  it('all get seats together in a hall of 2,000, in few calls each', async () => {
    const [eventId, benches] = [await hall(50, 40), await Promise.all(Array.from({ length: 4 }, () => openBench(disposer)))];
    const plan = { hall: hallOf(layoutOf(50, 40)), tierBySeat: new Uint8Array(2_000), tierCount: 1, random: Math.random };
    const wish = { ...plan, quantity: 4, tier: null, section: null, accessible: false, allowSplit: false, orphanRule: true };
    let [waiting, calls, rounds] = [500, 0, 0];
    // The worst case: in every round all of them rank on the same map, then all ask at once.
    for (; waiting > 0 && rounds < 12; rounds += 1) {
      const { map } = (await bench.store.readMap(eventId))!;
      const requests = Array.from({ length: waiting }, () => ({
        ...pick(eventId, []),
        candidates: bestAvailable({ ...wish, map, spread: Math.min(rounds, 4) }),
      }));
      const outcomes = await Promise.all(requests.map((request, at) => benches[at % 4]!.store.hold(request)));
      calls += waiting;
      waiting = outcomes.filter(({ kind }) => kind !== 'HELD').length;
    }
    expect(waiting).toBe(0);
    expect(calls / 500).toBeLessThan(5);
    await expectSound(bench.redis, eventId, [2_000]);
  }, 240_000);
});

function layoutOf(count: number, length: number) {
  const seat = (index: number, x: number, y: number) => ({
    index,
    guid: `${index}`,
    label: `${index}`,
    number: `${x}`,
    x,
    y,
    category: '',
    accessible: false,
  });
  const row = (at: number) => ({
    label: `${at}`,
    seats: Array.from({ length }, (_, place) => seat(at * length + place, 10 * place, 12 * at)),
  });
  return {
    name: 'hall',
    size: { width: 1, height: 1 },
    categories: [],
    sections: [{ name: 'A', rows: Array.from({ length: count }, (_, at) => row(at)) }],
  };
}
