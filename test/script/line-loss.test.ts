import { beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../src/domain/id.js';
import { eventKeys } from '../../src/lua/keys.js';
import { useDisposer } from '../support/disposer.js';
import { waitFor } from '../support/wait-for.js';
import { beginPaying, type Bench, openBench } from './inventory.fixture.js';
import { expectSoundLine, holdAtGate, joinAll, openLine, prepareStanding, states } from './line.fixture.js';

const disposer = useDisposer({ scope: 'file' });
let bench: Bench;
beforeAll(async () => {
  bench = await openBench(disposer);
});

const KEYS = ['line', 'admissions', 'lineDue', 'gate'] as const;

describe.each(KEYS)('a line whose key %s was lost', (key) => {
  it('is taken away whole: places and admissions are void, and the gate lets in no more than it may', async () => {
    const line = openLine(bench, { factor: 1 });
    const eventId = await prepareStanding(bench, 2);
    const people = await joinAll(line, eventId, 4);
    const admitted = await waitFor(async () => {
      const { places } = await line.look(eventId, people);
      return places[1]?.state === 'ADMITTED' && places;
    });
    await bench.redis.del(eventKeys(eventId)[key]);
    expect(await line.read(eventId)).toMatchObject({ waiting: 0, open: 0 });
    // Whoever joins first finds a new line.
    await line.join(eventId, newId());
    expect(states((await line.look(eventId, people)).places)).toEqual(Array(4).fill('NONE'));
    for (const [at, place] of admitted.slice(0, 2).entries()) {
      expect(await holdAtGate(bench, eventId, people[at]!, place!.admission)).toEqual({ kind: 'NOT_ADMITTED' });
    }
    for (const person of people) await line.join(eventId, person);
    const { line: view } = await waitFor(async () => {
      const look = await line.look(eventId, []);
      return look.line.open === 2 && look;
    });
    expect(view).toMatchObject({ open: 2, waiting: 3, admitted: 2 });
    await expectSoundLine(bench.redis, eventId);
  });

  it('does not keep anybody from paying for what is held', async () => {
    const line = openLine(bench);
    const eventId = await prepareStanding(bench, 2);
    const [buyer] = await joinAll(line, eventId, 1);
    const admission = await waitFor(async () => (await line.look(eventId, [buyer!])).places[0]?.admission);
    const held = await holdAtGate(bench, eventId, buyer!, admission);
    if (held.kind !== 'HELD') throw new Error(held.kind);
    await bench.redis.del(eventKeys(eventId)[key]);
    await beginPaying(bench, held.hold, 'ORDER0000003');
    await line.join(eventId, newId());
    await expectSoundLine(bench.redis, eventId);
  });
});

it('a line survives that its inventory is loaded again, and so do its admissions', async () => {
  const line = openLine(bench);
  const eventId = await prepareStanding(bench, 2);
  const people = await joinAll(line, eventId, 5);
  const before = await waitFor(async () => {
    const { places } = await line.look(eventId, people);
    return places[2]?.state === 'ADMITTED' && places;
  });
  await bench.redis.del(eventKeys(eventId).meta);
  expect(await holdAtGate(bench, eventId, people[0]!, before[0]!.admission)).toMatchObject({ kind: 'CLOSED', reason: 'RECOVERING' });
  expect((await line.look(eventId, people)).line.gate).toBe('RECOVERING');
  await prepareStanding(bench, 2, { eventId, epoch: 2 });
  expect((await line.look(eventId, people)).places).toEqual(before);
  expect(await holdAtGate(bench, eventId, people[0]!, before[0]!.admission)).toMatchObject({ kind: 'HELD' });
});
