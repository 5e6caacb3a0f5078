import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import { type Id, newId } from '../src/domain/id.js';
import { newOrderNo } from '../src/domain/order-number.js';
import type { Ledger } from '../src/stores/ledger.js';
import type { OrderDraft } from '../src/stores/order.port.js';
import type { LedgerEvent } from '../test/support/ledger-rows.js';
import { cpuBetween, cpuTimes, machineTimes, stealShare, type Watched } from './harness/cpu.clock.js';
import { type Engine, inFlight } from './harness/engine.js';
import type { Arm, Slice } from './harness/pairs.js';
import { quantile } from './harness/statistics.js';

/** Orders of a round, of two seats each. */
export const ORDERS = 4000;
const DAY_MS = 86_400_000;

/** What all arms work on. */
export interface Counter {
  engine: Engine;
  ledger: Ledger;
  databaseUrl: string;
  people: { personId: Id; sessionId: Id }[];
  watched: Watched;
  onEnd(what: string, end: () => unknown): void;
}

/** One round of an arm, ready to go; nothing of it is on the clock but `calls`. */
export interface Round {
  calls: (() => Promise<unknown>)[];
  /** Everything that is wrong afterwards. */
  faults(): Promise<string[]>;
}

/** Rounds on a new event each, until the time is over. */
export function armOf(name: string, watched: Watched, width: number, ready: () => Promise<Round>): Arm {
  return {
    name,
    async run(seconds): Promise<Slice> {
      const slice: Slice = { operations: 0, ms: 0, cpu: {}, steal: 0, faults: [] };
      const began = machineTimes();
      const times: number[] = [];
      while (slice.ms < seconds * 1000) {
        const { calls, faults } = await ready();
        const [cpu, start] = [cpuTimes(watched), performance.now()];
        await inFlight(calls, width, async (call) => {
          const from = performance.now();
          await call();
          times.push(performance.now() - from);
        });
        slice.ms += performance.now() - start;
        for (const [who, ms] of Object.entries(cpuBetween(cpu, cpuTimes(watched)))) slice.cpu[who] = (slice.cpu[who] ?? 0) + ms;
        slice.operations += calls.length;
        slice.faults.push(...(await faults()));
      }
      slice.steal = stealShare(began, machineTimes());
      slice.extra = { p50: quantile(times, 0.5), p99: quantile(times, 0.99) };
      return slice;
    },
  };
}

export const BUYER = { email: 'ada@example.com', name: 'Ada Lovelace', locale: 'en' };

export function draftOf(event: LedgerEvent, { personId, sessionId }: Counter['people'][number], at: number): OrderDraft {
  const { tierId, priceId } = event.seated;
  return {
    orderNo: newOrderNo(),
    personId,
    sessionId,
    eventId: event.eventId,
    holdEpoch: 1,
    holdSerial: at + 1,
    ...BUYER,
    phone: null,
    currency: 'EUR',
    idempotencyKey: newId(),
    inputHash: randomBytes(32).toString('hex'),
    payByMs: Date.now() + DAY_MS,
    items: [2 * at, 2 * at + 1].map((seatIndex) => ({ id: newId(), tierId, priceId, seatIndex, amountMinor: 4500 })),
  };
}

/** Every order with two items, two lines of the journal and one step, and not one more. */
export async function faultsOf(pool: pg.Pool, { eventId }: LedgerEvent, orders = ORDERS): Promise<string[]> {
  const { rows } = await pool.query<Record<string, number>>(
    `SELECT (SELECT count(*)::int FROM orders WHERE event_id = $1) AS orders,
            (SELECT count(DISTINCT seat_index)::int FROM order_item WHERE event_id = $1 AND live) AS items,
            (SELECT count(*)::int FROM stock_movement WHERE event_id = $1 AND movement = 'RESERVED') AS journal,
            (SELECT count(*)::int FROM order_step JOIN orders USING (order_no) WHERE event_id = $1) AS steps`,
    [eventId],
  );
  const expected: Record<string, number> = { orders, items: 2 * orders, journal: 2 * orders, steps: orders };
  return Object.entries(expected)
    .filter(([what, count]) => rows[0]![what] !== count)
    .map(([what, count]) => `${rows[0]![what]} ${what} instead of ${count}`);
}
