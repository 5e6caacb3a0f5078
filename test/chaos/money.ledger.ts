import { readFileSync } from 'node:fs';
import pg from 'pg';
import type { Process } from '../support/box-office.js';
import type { Disposer } from '../support/disposer.js';
import { waitFor } from '../support/wait-for.js';

const BALANCE = readFileSync(new URL('../../src/stores/sql/message-balance.sql', import.meta.url), 'utf8');

export interface Balance {
  written: number;
  done: number;
  dead: number;
  waiting: number;
}

/** What tests of safety ask the ledger of a box office. */
export interface MoneyLedger {
  pool: pg.Pool;
  rows<Row extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<Row[]>;
  /** The equation of messages. */
  balance(): Promise<Balance>;
  /** Waits until no message waits and these orders, all of them paid, have all that is theirs. @returns how long that took, milliseconds */
  settled(orderNos: readonly string[], timeoutMs: number): Promise<number>;
  /** Effects of these orders that are there twice, and what is missing of them; both must be empty. */
  faultsOf(orderNos: readonly string[]): Promise<{ double: string[]; lost: string[] }>;
}

/** An order that was paid has one ticket an item, was paid, captured, ticketed and mailed once; nobody else has anything. */
const FAULTS = `
  WITH wanted AS (SELECT o.order_no, o.status::text,
      (SELECT count(*) FROM order_item i WHERE i.order_no = o.order_no AND i.live) AS items,
      (SELECT count(*) FROM ticket t JOIN order_item i ON i.id = t.item_id WHERE i.order_no = o.order_no AND t.status = 'VALID') AS tickets
    FROM orders o WHERE o.order_no = ANY ($1)),
  steps AS (SELECT order_no, what, count(*) AS times FROM order_step WHERE order_no = ANY ($1) GROUP BY 1, 2)
  SELECT 'double' AS kind, order_no || ' ' || what AS fault FROM steps
    WHERE times > 1 AND what IN ('placed', 'paid', 'captured', 'ticketed', 'mailed')
  UNION ALL SELECT 'double', order_no || ' tickets' FROM wanted WHERE tickets > items
  UNION ALL SELECT 'lost', order_no || ' is ' || status FROM wanted WHERE status <> 'FULFILLED'
  UNION ALL SELECT 'lost', order_no || ' tickets' FROM wanted WHERE tickets < items
  UNION ALL SELECT 'lost', order_no || ' ' || what FROM wanted CROSS JOIN unnest(ARRAY['placed', 'paid', 'captured', 'ticketed', 'mailed']) AS what
    WHERE NOT EXISTS (SELECT FROM steps s WHERE s.order_no = wanted.order_no AND s.what = what.what)`;

/** Orders that the ledger had to refuse because the inventory had granted what was sold: a promise to their buyers that was broken. */
export function conflictsOf(...apis: readonly Process[]): number {
  return apis.reduce((sum, { output }) => sum + output.split('the ledger refused what Redis had granted').length - 1, 0);
}

export function openMoneyLedger(disposer: Disposer, databaseUrl: string): MoneyLedger {
  const pool = disposer.own(new pg.Pool({ connectionString: databaseUrl, max: 3 }));
  pool.on('error', () => undefined);
  const rows = async <Row extends pg.QueryResultRow>(text: string, values: unknown[] = []) => (await pool.query<Row>(text, values)).rows;
  const balance = async () => {
    const [row] = await rows<Record<keyof Balance, string>>(BALANCE);
    const { written, done, dead, waiting } = row!;
    return { written: Number(written), done: Number(done), dead: Number(dead), waiting: Number(waiting) };
  };
  const faultsOf = async (orderNos: readonly string[]) => {
    const faults = await rows<{ kind: 'double' | 'lost'; fault: string }>(FAULTS, [orderNos]);
    const of = (kind: string) => faults.filter((row) => row.kind === kind).map((row) => row.fault);
    return { double: of('double'), lost: of('lost') };
  };
  return {
    pool,
    rows,
    balance,
    faultsOf,
    async settled(orderNos, timeoutMs) {
      const startedMs = performance.now();
      // Between two messages of an order there are moments without any: a provider's webhook is on its way.
      const isSettled = async () => {
        const [{ waiting }, { lost }] = await Promise.all([balance(), faultsOf(orderNos)]);
        if (waiting + lost.length > 0) throw new Error(`${waiting} messages wait; ${lost.join(', ')}`);
        return true;
      };
      await waitFor(isSettled, { timeoutMs, everyMs: 50, what: 'all to be done' });
      return performance.now() - startedMs;
    },
  };
}
