import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Id, newId } from '../../src/domain/id.js';
import { draftKeys, eventKeys, operationKey } from '../../src/lua/keys.js';
import { loadScript } from '../../src/lua/script.loader.js';
import { expectSound } from '../script/inventory.audit.js';
import { beginPaying, type Bench, HALL, openBench, prepareHall, stateOf, takeHold, takeLapsedHold } from '../script/inventory.fixture.js';
import { useDisposer } from '../support/disposer.js';

const disposer = useDisposer({ scope: 'file' });
let bench: Bench;
beforeAll(async () => {
  bench = await openBench(disposer);
});

const SECRET = 'abcdefghijklmnop';
const HASH = 'h'.repeat(32);

/** A call of each changing script that would succeed on the event below. */
function goodCalls(buyer: Id, serial: number, payingSerial: number): Record<string, (string | number)[]> {
  const mine = [1, 0, 1, serial, SECRET, buyer];
  return {
    hold: [1, 0, buyer, HASH, HASH, SECRET, 1_000, 0, '', 0, 0, '', 2, 4, 0, 13, 1, 2, 1],
    'extend-hold': [...mine, HASH, HASH, 1_000, 5],
    'release-hold': [...mine, HASH, HASH],
    'begin-payment': [1, 0, 1_000, 1_000, `1 ${serial} ${SECRET} ${buyer} NEWORDER0001`],
    'undo-payment': [1, 0, 1, payingSerial, 'PAYING000001'],
    'give-back': [1, 0, 'PAYING000001'],
    'confirm-hold': [1, 0, 1, payingSerial, 'PAYING000001', buyer, 1, 1, 0],
    'expire-holds': [1, 0, 10],
    'set-sale': [1, 0, 1, 'SELLING', 1, 9_999_999_999_999, 6, 3],
    'change-hold': [...mine, HASH, HASH, 1, 1, 1, 5, 0, 2, 0, 2, 1],
    block: [1, 0, HASH, HASH, 1, 4, 0, 2, 1],
    unblock: [1, 0, HASH, HASH, 1, 10, 0, 2, 1],
    'return-items': [1, 0, 'SOLDORDER001', 'ON_SALE', 1, 11, 0, 2, 0],
    repair: [1, 0, 1, 'SEAT', 0, 1, 1, payingSerial, 0],
    'move-holds': [1, 0, buyer, newId()],
  };
}

interface Target {
  eventId: Id;
  /** The map as it was loaded. */
  start: Uint8Array;
  calls: Record<string, (string | number)[]>;
}

async function prepareTarget(): Promise<Target> {
  const sold = { orderNo: 'SOLDORDER001', buyer: newId(), stage: 'SOLD' as const, payByMs: 0 };
  const eventId = await prepareHall(bench, {
    blocked: [{ index: 10, tier: 0 }],
    blockedPlaces: [{ tier: 2, quantity: 1 }],
    orders: [{ ...sold, seats: [{ index: 11, tier: 0 }], places: [{ tier: 2, quantity: 1 }] }],
  });
  const start = (await bench.store.readMap(eventId))!.map;
  await takeLapsedHold(bench, eventId, { seats: [4] });
  const paying = await takeHold(bench, eventId, { seats: [1] });
  await beginPaying(bench, paying, 'PAYING000001');
  const buyer = newId();
  const request = {
    eventId,
    buyer,
    operation: { hash: newId(), input: 'x' },
    secret: SECRET,
    holdMs: 60_000,
    gate: null,
    seats: [{ index: 2, tier: 0 }],
    places: [],
  };
  const held = await bench.store.hold(request);
  if (held.kind !== 'HELD') throw new Error(held.kind);
  return { eventId, start, calls: goodCalls(buyer, held.hold.serial, paying.serial) };
}

/** @returns the word of the reply, or ERROR */
async function run(name: string, eventId: Id, args: (string | number)[]): Promise<string> {
  const { text, keyCount } = loadScript(name);
  const { admissions, lineDue, gate, ...event } = { ...eventKeys(eventId), op: operationKey(eventId, HASH) };
  const others = name === 'begin-payment' ? [admissions, lineDue, gate] : [event.op, admissions];
  const keys = [...draftKeys(eventKeys(eventId)), ...others].slice(0, keyCount);
  try {
    return String(((await bench.redis.eval(text, keyCount, ...keys, ...args)) as unknown[])[0]);
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ReplyError') throw error;
    return 'ERROR';
  }
}

const CHANGING = Object.keys(goodCalls('', 0, 0));
const UNCHANGED = [
  'INVALID',
  'ERROR',
  'GONE',
  'CONFLICT',
  'ABSENT',
  'ALREADY',
  'NO_EXTENSIONS',
  'IN_PAYMENT',
  'CLOSED',
  'NOT_ADMITTED',
  'CHANGED',
  'STALE',
];
const DONE: Record<string, string> = {
  hold: 'HELD',
  'extend-hold': 'HELD',
  'release-hold': 'RELEASED',
  'begin-payment': 'PAYING',
  'undo-payment': 'GIVEN_BACK',
  'give-back': 'GIVEN_BACK',
  'confirm-hold': 'DONE',
  'expire-holds': 'EXPIRED',
  'set-sale': 'SET',
  'move-holds': 'MOVED',
  'change-hold': 'HELD',
  block: 'DONE',
  unblock: 'DONE',
  'return-items': 'DONE',
  repair: 'DONE',
};

const hostile = fc.oneof(
  fc.constantFrom(
    '',
    '-1',
    '0',
    '1.5',
    'NaN',
    'inf',
    '1e3',
    '0x10',
    ' 1',
    '1 ',
    '00000000000000000001',
    '99999999999999999999',
    'nil',
    '|',
    'a|b',
    '{',
    '\0',
    '.',
  ),
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.integer().map(String),
  fc.double().map(String),
);

type Damage = { at: number; value: string } | { drop: number } | { add: string[] };
const damage: fc.Arbitrary<Damage> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ at: fc.nat(20), value: hostile }) },
  fc.record({ drop: fc.nat(20) }),
  fc.record({ add: fc.array(hostile, { minLength: 1, maxLength: 5 }) }),
);

function damaged(args: (string | number)[], how: Damage): (string | number)[] {
  if ('add' in how) return [...args, ...how.add];
  if ('drop' in how) return args.filter((_, at) => at !== how.drop % args.length);
  return args.map((value, at) => (at === how.at % args.length ? how.value : value));
}

describe('hostile input', () => {
  it.each(CHANGING)('%s does what it should when its arguments are good', async (name) => {
    const { eventId, start, calls } = await prepareTarget();
    expect(await run(name, eventId, calls[name]!)).toBe(DONE[name]);
    await expectSound(bench.redis, eventId, HALL.capacities, start);
  });

  it('changes nothing when it is refused, and leaves the inventory sound when it is not', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...CHANGING), damage, async (name, how) => {
        const { eventId, start, calls } = await prepareTarget();
        const before = await stateOf(bench.redis, eventId);
        const word = await run(name, eventId, damaged(calls[name]!, how));
        if (UNCHANGED.includes(word)) expect(await stateOf(bench.redis, eventId)).toBe(before);
        if (word !== 'BEHIND') await expectSound(bench.redis, eventId, HALL.capacities, start);
      }),
      { numRuns: 400 },
    );
  }, 240_000);

  it('of a wrong type in any key changes nothing', async () => {
    for (const name of CHANGING) {
      for (const part of ['meta', 'map', 'owners', 'places', 'holds', 'deadlines', 'buyers', 'orders', 'deltas'] as const) {
        const { eventId, calls } = await prepareTarget();
        const key = eventKeys(eventId)[part];
        await bench.redis.del(key);
        await bench.redis.rpush(key, 'not what it should be');
        const before = await stateOf(bench.redis, eventId);
        const word = await run(name, eventId, calls[name]!);
        const after = await stateOf(bench.redis, eventId);
        // A call that does not need the key may do all of its work; any other does none of it.
        if (word === 'ERROR') expect(after, `${name} on a wrong ${part}`).toBe(before);
        else expect(word, `${name} on a wrong ${part}`).toBe(DONE[name]);
      }
    }
  }, 240_000);

  it('of a log that is ahead of the version changes nothing', async () => {
    const { eventId, calls } = await prepareTarget();
    await bench.redis.xadd(eventKeys(eventId).deltas, '9999-0', 'd', 'ahead');
    const before = await stateOf(bench.redis, eventId);
    expect(await run('hold', eventId, calls['hold']!)).toBe('ERROR');
    expect(await stateOf(bench.redis, eventId)).toBe(before);
  });
});
