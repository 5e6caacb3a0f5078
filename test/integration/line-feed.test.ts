import { beforeEach, describe, expect, it } from 'vitest';
import { type Id, newId } from '../../src/domain/id.js';
import type { LineRules, PlaceInLine } from '../../src/domain/line.js';
import { LineFeed } from '../../src/feed/line.feed.js';
import type { LineStore } from '../../src/stores/line.store.js';
import { type Bench, openBench } from '../script/inventory.fixture.js';
import { joinAll, openLine, prepareStanding, RULES } from '../script/line.fixture.js';
import { useDisposer } from '../support/disposer.js';
import { FaultProxy } from '../support/fault-proxy.js';
import { useServices } from '../support/services.js';
import { waitFor } from '../support/wait-for.js';

const disposer = useDisposer();
const TICK_MS = 50;
let bench: Bench;
beforeEach(async () => {
  bench = await openBench(disposer);
});

/** A feed over a line, and how many people it asked Redis about, call by call. */
function openFeed(line: LineStore, rules: LineRules) {
  const asked: number[] = [];
  const events: Id[] = [];
  const errors: unknown[] = [];
  const feed = new LineFeed({
    line: {
      look: (eventId, people) => {
        asked.push(people.length);
        events.push(eventId);
        return line.look(eventId, people);
      },
    },
    rules,
    tickMs: TICK_MS,
    onError: (error) => errors.push(error),
  });
  disposer.add(() => feed.close());
  return { feed, asked, askedOf: (eventId: Id) => events.filter((one) => one === eventId).length, errors };
}

/** Reads a watch as fast as it can, and keeps what was told. */
function follow(watch: AsyncIterableIterator<PlaceInLine>) {
  const told: PlaceInLine[] = [];
  const followed = { told, ended: false, stop: () => void watch.return?.() };
  void (async () => {
    for await (const place of watch) told.push(place);
    followed.ended = true;
  })();
  return followed;
}

async function watchAll(feed: LineFeed, eventId: Id, people: Id[]) {
  return Promise.all(people.map(async (person) => follow((await feed.watch(eventId, person))!)));
}

const soon = () => ({ opensAtMs: Date.now() + 600_000 });

describe('a watched line', () => {
  it('tells the place at once, and nothing more while nothing moves', async () => {
    const line = openLine(bench);
    const { feed, asked } = openFeed(line, RULES);
    const eventId = await prepareStanding(bench, 5, soon());
    const people = await joinAll(line, eventId, 3);
    const watches = await watchAll(feed, eventId, people);
    await waitFor(() => asked.length > 10, { what: 'some ticks' });
    expect(watches.map(({ told }) => told.map(({ state, position }) => `${state} ${position}`))).toEqual([
      ['WAITING 1'],
      ['WAITING 2'],
      ['WAITING 3'],
    ]);
  });

  it('moves everybody up by the counters alone, and asks about those who were let in', async () => {
    const rules = { ...RULES, admitPerSecond: 15, factor: 1_000 };
    const line = openLine(bench, rules);
    const { feed, asked } = openFeed(line, rules);
    const eventId = await prepareStanding(bench, 10);
    const people = await joinAll(line, eventId, 60);
    const watches = await watchAll(feed, eventId, people);
    const watched = asked.length;
    await waitFor(() => watches.every(({ told }) => told.at(-1)?.state === 'ADMITTED'), { what: 'everybody to be let in' });
    for (const { told } of watches) {
      const positions = told.flatMap(({ position }) => position ?? []);
      // Always forward, and never told the same twice.
      expect(positions).toEqual([...new Set(positions)].sort((one, other) => other - one));
      expect(told.at(-1)?.admission).toMatch(/^[\w-]{22}$/);
    }
    expect(new Set(watches.map(({ told }) => told.at(-1)?.admission)).size).toBe(60);
    // Everybody was asked about once at most, when the turn had come; the ticks in between asked about nobody.
    const later = asked.slice(watched);
    expect(later.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(60);
    expect(later.filter((count) => count === 0).length).toBeGreaterThan(10);
  });

  it('keeps the places of those who watch, and moves them up when others vanish', async () => {
    const rules = { ...RULES, leaseMs: 3000 };
    const line = openLine(bench, rules);
    const { feed } = openFeed(line, rules);
    const eventId = await prepareStanding(bench, 5, soon());
    const people = await joinAll(line, eventId, 30);
    const stay = people.filter((_, at) => at % 3 !== 0);
    const watches = await watchAll(feed, eventId, stay);
    await waitFor(() => watches.every(({ told }, at) => told.at(-1)?.position === at + 1), { what: 'twenty places in a row' });
    expect(watches.some(({ told }) => told.some(({ state }) => state !== 'WAITING'))).toBe(false);
  });

  it('ends a watch with the place: left, ordered, or lost with the line', async () => {
    const rules = { ...RULES, leaseMs: 3000 };
    const line = openLine(bench, rules);
    const { feed } = openFeed(line, rules);
    const eventId = await prepareStanding(bench, 1, soon());
    const [leaves, stays] = await joinAll(line, eventId, 2);
    const [left, stayed] = await watchAll(feed, eventId, [leaves!, stays!]);
    await line.leave(eventId, leaves!);
    await waitFor(() => left!.ended);
    expect(left!.told.map(({ state }) => state)).toEqual(['WAITING', 'LEFT']);
    await bench.store.setSale(eventId, 1, { status: 'CANCELLED', opensAtMs: 1, closesAtMs: 2, maxPerBuyer: 1 });
    await waitFor(() => stayed!.ended);
    expect(stayed!.told.at(-1)).toMatchObject({ state: 'EXPIRED', position: null });
  });

  it('is asked about no more when its last watcher has gone, and again for the next', async () => {
    const line = openLine(bench);
    const { feed, askedOf } = openFeed(line, RULES);
    const [eventId, other] = [await prepareStanding(bench, 1, soon()), await prepareStanding(bench, 1, soon())];
    const [person] = await joinAll(line, eventId, 1);
    const [beside] = await joinAll(line, other, 1);
    const [watch] = await watchAll(feed, eventId, [person!]);
    await watchAll(feed, other, [beside!]);
    watch!.stop();
    await waitFor(() => watch!.ended);
    // One tick may have been under way. The line beside goes on, and is the clock here.
    const [here, there] = [askedOf(eventId) + 1, askedOf(other)];
    await waitFor(() => askedOf(other) > there + 5);
    expect(askedOf(eventId)).toBeLessThanOrEqual(here);
    await watchAll(feed, eventId, [person!]);
    await waitFor(() => askedOf(eventId) > here + 5);
  });

  it('is nothing for somebody without a place', async () => {
    const { feed } = openFeed(openLine(bench), RULES);
    expect(await feed.watch(await prepareStanding(bench, 1), newId())).toBeNull();
  });

  it('keeps its watchers while Redis is away', async () => {
    const proxy = await FaultProxy.before(useServices().redisUrl);
    disposer.add(() => proxy.close());
    const line = openLine(await openBench(disposer, { redisUrl: proxy.url }));
    const { feed, errors } = openFeed(line, RULES);
    const eventId = await prepareStanding(bench, 2, soon());
    const [leaves, stays] = await joinAll(line, eventId, 2);
    const [watch] = await watchAll(feed, eventId, [stays!]);
    await waitFor(() => watch!.told.at(-1)?.position === 2);
    proxy.refuse(true);
    await waitFor(() => errors.length > 0, { what: 'a tick that fails' });
    await openLine(bench).leave(eventId, leaves!);
    proxy.refuse(false);
    await waitFor(() => watch!.told.at(-1)?.position === 1, { timeoutMs: 60_000, what: 'the next position' });
    expect(watch!.ended).toBe(false);
  });
});
