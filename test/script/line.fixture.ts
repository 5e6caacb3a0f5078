import { type Id, newId } from '../../src/domain/id.js';
import type { InventoryLoad } from '../../src/domain/inventory.js';
import type { LinePlace, LineRules } from '../../src/domain/line.js';
import { eventKeys } from '../../src/lua/keys.js';
import type { RedisClient } from '../../src/lua/seat.link.js';
import { LineStore } from '../../src/stores/line.store.js';
import { waitFor } from '../support/wait-for.js';
import { type Bench, holdRequest, prepareHall, redisNow, type Wish } from './inventory.fixture.js';

/** A gate that lets everybody in at once, as long as its factor allows. */
export const RULES: LineRules = { leaseMs: 60_000, admissionMs: 60_000, admitPerSecond: 10_000, factor: 1.5 };

export function openLine(bench: Bench, rules: Partial<LineRules> = {}): LineStore {
  return new LineStore({ scripts: bench.scripts, rules: { ...RULES, ...rules } });
}

/** A small hall with `free` free units, all of them places. */
export function prepareStanding(bench: Bench, free: number, changes: Partial<InventoryLoad> = {}): Promise<Id> {
  return prepareHall(bench, { seatCount: 0, capacities: [0, 0, free], maxPerBuyer: 10, ...changes });
}

/** People who have joined one after the other. */
export async function joinAll(line: LineStore, eventId: Id, count: number): Promise<Id[]> {
  const people = Array.from({ length: count }, () => newId());
  for (const person of people) await line.join(eventId, person);
  return people;
}

export function states(places: (LinePlace | null)[]): string[] {
  return places.map((place) => place?.state ?? 'NONE');
}

/** Waits until Redis' clock is `ms` further. */
export async function afterMs(redis: RedisClient, ms: number): Promise<void> {
  const until = (await redisNow(redis)) + ms;
  await waitFor(async () => (await redisNow(redis)) >= until, { everyMs: 1, timeoutMs: ms + 5_000 });
}

/** What the gate counts must be what there is: open admissions, people in line, a deadline for everybody. */
export async function expectSoundLine(redis: RedisClient, eventId: Id): Promise<void> {
  const faults = await faultsOfLine(redis, eventId);
  if (faults.length > 0) throw new Error(faults.join('; '));
}

async function faultsOfLine(redis: RedisClient, eventId: Id): Promise<string[]> {
  const keys = eventKeys(eventId);
  const replies = await redis
    .multi()
    .hgetall(keys.admissions)
    .zrange(keys.line, '0', '-1', 'WITHSCORES')
    .zrange(keys.lineDue, '0', '-1')
    .hmget(keys.gate, 'open', 'front')
    .exec();
  const [records, line, due, counters] = replies!.map(([error, reply]) => {
    if (error) throw error;
    return reply;
  }) as [Record<string, string>, string[], string[], (string | null)[]];
  const people = Object.entries(records).filter(([person]) => person !== '.');
  const of = (state: string) => people.filter(([, record]) => record.startsWith(`${state}|`));
  const waiting = of('WAITING')
    .map(([person, record]) => `${person} ${record.split('|')[1]}`)
    .sort();
  const inLine = Array.from({ length: line.length / 2 }, (_, at) => `${line[2 * at]} ${line[2 * at + 1]}`)
    .filter((entry) => !entry.startsWith('. '))
    .sort();
  const [open, front] = counters.map(Number) as [number, number];
  const faults: string[] = [];
  const passed = of('WAITING').filter(([, record]) => Number(record.split('|')[1]) <= front);
  if (passed.length > 0) faults.push(`${passed.length} wait before number ${front}, who was admitted`);
  if (waiting.join() !== inLine.join()) faults.push(`in line: ${inLine.join()}; waiting: ${waiting.join()}`);
  if (of('ADMITTED').length !== open) faults.push(`${open} open counted, ${of('ADMITTED').length} there are`);
  const looked = due.filter((person) => person !== '.').sort();
  const known = people.map(([person]) => person).sort();
  if (looked.join() !== known.join()) faults.push(`${looked.length} deadlines for ${known.length} places`);
  return faults;
}

/** A hold at the gate, with what somebody shows for an admission. */
export function holdAtGate({ store }: Bench, eventId: Id, buyer: Id, admission: string | null, wish: Wish = { places: 1 }) {
  return store.hold({ ...holdRequest(eventId, { buyer, ...wish }), gate: { admission: admission ?? '' } });
}
