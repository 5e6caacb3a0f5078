import { beforeAll, describe, expect, it } from 'vitest';
import { type Id, newId } from '../../src/domain/id.js';
import { useDisposer } from '../support/disposer.js';
import { waitFor } from '../support/wait-for.js';
import type { LineStore } from '../../src/stores/line.store.js';
import { beginPaying, type Bench, holdRequest, openBench, stateOf, token } from './inventory.fixture.js';
import { afterMs, expectSoundLine, holdAtGate, joinAll, openLine, prepareStanding } from './line.fixture.js';

const disposer = useDisposer({ scope: 'file' });
let bench: Bench;
beforeAll(async () => {
  bench = await openBench(disposer);
});

/** A person with a living admission. */
async function admit(line: LineStore, eventId: Id, buyer: Id = newId()): Promise<{ buyer: Id; admission: string }> {
  const admission = await waitFor(async () => (await line.join(eventId, buyer)).place?.admission, { what: 'an admission' });
  return { buyer, admission };
}

/** Refused before the stock was looked at, and without a trace. */
async function expectTurnedAway(eventId: Id, buyer: Id, admission: string | null): Promise<void> {
  const before = await stateOf(bench.redis, eventId);
  expect(await holdAtGate(bench, eventId, buyer, admission)).toEqual({ kind: 'NOT_ADMITTED' });
  expect(await stateOf(bench.redis, eventId)).toBe(before);
}

describe('at the gate', () => {
  it('nobody gets in without an admission, or with a forged one', async () => {
    const line = openLine(bench);
    const eventId = await prepareStanding(bench, 10);
    const { buyer, admission } = await admit(line, eventId);
    const forgeries = [
      null,
      '',
      '-',
      '.',
      '0',
      'ADMITTED',
      `${admission}A`,
      admission.slice(1),
      admission.toUpperCase(),
      token(),
      '|'.repeat(22),
    ];
    for (const forged of forgeries.filter((text) => text !== admission)) await expectTurnedAway(eventId, buyer, forged);
    expect(await holdAtGate(bench, eventId, buyer, admission)).toMatchObject({ kind: 'HELD' });
  });

  it("nobody gets in with another person's admission, not even one who waits", async () => {
    const line = openLine(bench);
    const eventId = await prepareStanding(bench, 1);
    const { admission } = await admit(line, eventId);
    const [waits] = await joinAll(line, eventId, 1);
    await expectTurnedAway(eventId, newId(), admission);
    await expectTurnedAway(eventId, waits!, admission);
  });

  it('nobody gets in with the admission to another event', async () => {
    const line = openLine(bench);
    const [here, there] = [await prepareStanding(bench, 10), await prepareStanding(bench, 10)];
    const { buyer, admission } = await admit(line, there);
    await expectTurnedAway(here, buyer, admission);
    await admit(line, here, buyer);
    await expectTurnedAway(here, buyer, admission);
  });

  it('nobody gets in with an admission whose time is over, even before anybody took it away', async () => {
    const line = openLine(bench, { admissionMs: 1500 });
    const eventId = await prepareStanding(bench, 10);
    const { buyer, admission } = await admit(line, eventId);
    expect(await holdAtGate(bench, eventId, buyer, admission)).toMatchObject({ kind: 'HELD' });
    await afterMs(bench.redis, 1501);
    await expectTurnedAway(eventId, buyer, admission);
  });

  it('nobody gets in with the admission of somebody who left, nor with the one before the last', async () => {
    const line = openLine(bench);
    const eventId = await prepareStanding(bench, 10);
    const { buyer, admission } = await admit(line, eventId);
    await line.leave(eventId, buyer);
    await expectTurnedAway(eventId, buyer, admission);
    const next = await admit(line, eventId, buyer);
    expect(next.admission).not.toBe(admission);
    await expectTurnedAway(eventId, buyer, admission);
  });
});

describe('an admission', () => {
  it('is for one order: once payment begins it is spent, and its slot is free', async () => {
    const line = openLine(bench, { factor: 1 });
    const eventId = await prepareStanding(bench, 2);
    const { buyer, admission } = await admit(line, eventId);
    const held = await holdAtGate(bench, eventId, buyer, admission);
    if (held.kind !== 'HELD') throw new Error(held.kind);
    const [next] = await joinAll(line, eventId, 1);
    await afterMs(bench.redis, 5);
    // One unit is free, and one admission is open: the gate is full.
    expect((await line.look(eventId, [next!])).places[0]).toMatchObject({ state: 'WAITING' });
    await beginPaying(bench, held.hold, 'ORDER0000001');
    await beginPaying(bench, held.hold, 'ORDER0000001');
    await expectTurnedAway(eventId, buyer, admission);
    expect((await line.look(eventId, [next!, buyer])).places).toMatchObject([{ state: 'ADMITTED' }, { state: 'LEFT' }]);
    await expectSoundLine(bench.redis, eventId);
  });

  it('survives a refused hold, a release and further holds', async () => {
    const line = openLine(bench, { factor: 100 });
    const eventId = await prepareStanding(bench, 4, { maxPerBuyer: 4 });
    const [{ buyer, admission }, rival] = [await admit(line, eventId), await admit(line, eventId)];
    const taken = await holdAtGate(bench, eventId, rival.buyer, rival.admission, { places: 3 });
    expect(taken).toMatchObject({ kind: 'HELD' });
    expect(await holdAtGate(bench, eventId, buyer, admission, { places: 2 })).toMatchObject({ kind: 'SHORT', available: 1 });
    expect(await holdAtGate(bench, eventId, buyer, admission, { places: 5 })).toMatchObject({ kind: 'LIMIT' });
    const held = await holdAtGate(bench, eventId, buyer, admission);
    if (held.kind !== 'HELD') throw new Error(held.kind);
    await bench.store.release({ address: held.hold, buyer, operation: { hash: token(), input: 'x' } });
    expect(await holdAtGate(bench, eventId, buyer, admission)).toMatchObject({ kind: 'HELD' });
  });

  it('that is over does not take away what was held with it: the repeated call gets its hold', async () => {
    const line = openLine(bench);
    const eventId = await prepareStanding(bench, 4);
    const { buyer, admission } = await admit(line, eventId);
    const request = { ...holdRequest(eventId, { places: 1, buyer }), gate: { admission } };
    const first = await bench.store.hold(request);
    if (first.kind !== 'HELD') throw new Error(first.kind);
    await line.leave(eventId, buyer);
    expect(await bench.store.hold(request)).toMatchObject({ kind: 'HELD', repeated: true, hold: { serial: first.hold.serial } });
    await beginPaying(bench, first.hold, 'ORDER0000002');
    await expectSoundLine(bench.redis, eventId);
  });
});
