import { randomBytes } from 'node:crypto';
import type { Redis } from 'ioredis';
import { bestAvailable } from '../src/domain/best-available.js';
import type { ChartLayout } from '../src/domain/chart.js';
import { hallOf } from '../src/domain/hall.js';
import type { TieredSeat } from '../src/domain/hold.js';
import { newId } from '../src/domain/id.js';
import { runTable } from '../src/domain/run.js';
import { eventKeys } from '../src/lua/keys.js';
import { type Engine, prepareSale, wishFor } from './harness/engine.js';
import { type Office, STADIUM, THEATRE } from './harness/office.js';
import { median, quantile, seededRandom } from './harness/statistics.js';
import { postOf, RawConnection } from './load/raw.connection.js';

const PARTY = 4;
const CALLS = 1000;
/** As the script takes them at most. */
const CANDIDATES = 32;

export interface CandidateRow {
  sold: string;
  /** Whether the first candidate was free, or only the last. */
  free: 'first' | 'last';
  calls: number;
  medianUs: number;
  p99Us: number;
  worstUs: number;
}

/** Redis' own time for a hold that offers 32 blocks of four in a hall of 60,096 seats under the orphan rule. */
export async function measureCandidates(engine: Engine, seed: number): Promise<CandidateRow[]> {
  const rows: CandidateRow[] = [];
  for (const [sold, share] of [
    ['none', 0],
    ['half', 0.5],
    ['99 %', 0.99],
  ] as const) {
    const random = seededRandom(seed);
    // Sold in fours, as parties sit.
    const soldSeats = Array.from({ length: STADIUM.seatCount / PARTY }, (_, at) => at).flatMap((at) =>
      random() < share ? [0, 1, 2, 3].map((place) => ({ index: PARTY * at + place, tier: 0 })) : [],
    );
    for (const free of ['first', 'last'] as const) rows.push({ sold, free, ...(await timeCalls(engine, soldSeats, free, random)) });
  }
  return rows;
}

async function timeCalls(engine: Engine, sold: TieredSeat[], free: 'first' | 'last', random: () => number) {
  const { redis, store } = engine;
  const layout = plainLayout(STADIUM.rows, STADIUM.seatsPerRow);
  const [hall, tierBySeat] = [hallOf(layout), new Uint8Array(STADIUM.seatCount)];
  const orders =
    sold.length === 0 ? [] : [{ orderNo: 'SOLD', buyer: newId(), stage: 'SOLD' as const, payByMs: 0, seats: sold, places: [] }];
  const eventId = await prepareSale(store, STADIUM.seatCount, { orders, runs: runTable(layout, tierBySeat) });
  const { map } = (await store.readMap(eventId))!;
  const wish = { hall, map, tierBySeat, tierCount: 1, quantity: PARTY, tier: null, section: null, accessible: false, allowSplit: false };
  const ranked = bestAvailable({ ...wish, orphanRule: true, random });
  // Nobody is quicker here, so the blocks that others were quicker for are those of one hold that stands.
  const taken = ranked[0]!;
  const candidates = free === 'first' ? ranked : [...Array.from({ length: CANDIDATES - 1 }, () => taken), ranked.at(-1)!];
  if (free === 'last') await store.hold({ ...wishFor(eventId, []), seats: taken });
  const times: number[] = [];
  for (let call = 0; call < CALLS; call += 1) {
    await redis.config('RESETSTAT');
    const held = await store.hold({ ...wishFor(eventId, []), candidates, orphanRule: true });
    times.push(await scriptMicros(redis));
    if (held.kind !== 'HELD') throw new Error(`a block was free, and the answer is ${held.kind}`);
    const operation = { hash: randomBytes(16).toString('hex'), input: 'same' };
    await store.release({ address: held.hold, buyer: held.hold.buyer, operation });
  }
  return { calls: times.length, medianUs: median(times), p99Us: quantile(times, 0.99), worstUs: quantile(times, 1) };
}

/** What the one script call since the last reset took, by the server's own count. */
async function scriptMicros(redis: Redis): Promise<number> {
  const stats = await redis.info('commandstats');
  return Array.from(stats.matchAll(/cmdstat_eval(?:sha)?:calls=\d+,usec=(\d+)/g), (match) => Number(match[1])).reduce(
    (sum, us) => sum + us,
    0,
  );
}

function plainLayout(rows: number, seatsPerRow: number): ChartLayout {
  const seat = (row: number, place: number) => {
    const index = row * seatsPerRow + place;
    const name = String(index);
    return { index, guid: name, label: name, number: name, x: 26 * place, y: 30 * row, category: 'Stalls', accessible: false };
  };
  const rowOf = (row: number) => ({ label: String(row), seats: Array.from({ length: seatsPerRow }, (_, place) => seat(row, place)) });
  const sections = [{ name: 'Hall', rows: Array.from({ length: rows }, (_, row) => rowOf(row)) }];
  return { name: 'hall', size: { width: 1, height: 1 }, categories: [], sections };
}

export interface PartyResult {
  parties: number;
  together: number;
  refused: number;
  /** Script calls for each party, mean. */
  callsEach: number;
  ms: number;
}

/** 500 parties of four want the best seats of 2,000 at one moment, each over a connection of its own. */
export async function seatParties(office: Office, engine: Engine, parties = 500): Promise<PartyResult> {
  const [eventId, tokens] = [await office.openSale(THEATRE), await office.newGuests(parties)];
  const connections = await Promise.all(tokens.map(() => RawConnection.open(office.port)));
  const query =
    'mutation Best($input: HoldBestAvailableInput!) { holdBestAvailable(input: $input) { __typename ... on Hold { seats { index } } } }';
  const { redis } = engine;
  // The log names what a script calls too, and that takes a few microseconds only.
  await redis.config('SET', 'slowlog-max-len', '50000', 'slowlog-log-slower-than', '20');
  await redis.slowlog('RESET');
  const startMs = performance.now();
  const answers = await Promise.all(
    connections.map(async (connection, at) => {
      const input = { eventId, quantity: PARTY, idempotencyKey: `party-${at}-of-${parties}` };
      const { body } = await connection.send(postOf(office.port, '/graphql', tokens[at]!, JSON.stringify({ query, variables: { input } })));
      const answer = (JSON.parse(body) as { data?: { holdBestAvailable: { __typename: string; seats?: { index: number }[] } } }).data;
      if (!answer) throw new Error(body.slice(0, 300));
      return answer.holdBestAvailable;
    }),
  );
  const ms = performance.now() - startMs;
  const log = (await redis.slowlog('GET', 50_000)) as [number, number, number, string[]][];
  await redis.config('SET', 'slowlog-log-slower-than', '-1');
  for (const connection of connections) connection.close();
  const seated = answers.flatMap(({ seats }) => (seats === undefined ? [] : [seats.map(({ index }) => index).sort((a, b) => a - b)]));
  const all = seated.flat();
  if (new Set(all).size !== all.length) throw new Error('a seat was held twice');
  const isTogether = (seats: number[]) =>
    seats.every(
      (seat, at) => seat === seats[0]! + at && Math.floor(seat / THEATRE.seatsPerRow) === Math.floor(seats[0]! / THEATRE.seatsPerRow),
    );
  // Of the scripts that run here only `hold` names the admissions.
  const { admissions } = eventKeys(eventId);
  const calls = log.filter(([, , , command]) => /^eval/i.test(command[0] ?? '') && command.includes(admissions)).length;
  return { parties, together: seated.filter(isTogether).length, refused: parties - seated.length, callsEach: calls / parties, ms };
}
