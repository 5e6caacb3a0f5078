import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import type pg from 'pg';
import { eventually } from '../support/wait-for.js';
import { score } from './scoreboard.js';

const TAKINGS = readFileSync(new URL('../../src/stores/sql/event-takings.sql', import.meta.url), 'utf8');

/**
 * Messages: each side is counted from rows of its own. An effect that nobody asked for, and a letter of a message that was never written,
 * are on the right side only.
 */
const MESSAGES = `
  SELECT (SELECT count(*)::int FROM outbox_message) AS written,
         (SELECT count(*)::int FROM inbox_message) AS effects,
         (SELECT count(*)::int FROM dead_letter d WHERE d.state <> 'REPLAYED'
            AND NOT EXISTS (SELECT FROM inbox_message i WHERE i.key = d.key)) AS dead,
         (SELECT count(*)::int FROM outbox_message m WHERE NOT EXISTS (SELECT FROM inbox_message i WHERE i.key = m.key)
            AND NOT EXISTS (SELECT FROM dead_letter d WHERE d.key = m.key AND d.state <> 'REPLAYED')) AS waiting`;

/** Keys of some that wait, for the message of a failure. */
const WAITING = `
  SELECT m.key, m.sends, m.sent_at, m.job_id FROM outbox_message m WHERE NOT EXISTS (SELECT FROM inbox_message i WHERE i.key = m.key)
    AND NOT EXISTS (SELECT FROM dead_letter d WHERE d.key = m.key AND d.state <> 'REPLAYED') ORDER BY m.created_at LIMIT 10`;

/** Money by the provider's own books, and what was taken and led to nothing: neither tickets nor money back. */
const PROVIDER = `
  SELECT (SELECT coalesce(sum(amount_minor), 0)::int FROM sandbox_payment WHERE status = 'captured') AS "capturedThere",
         (SELECT coalesce(sum(amount_minor), 0)::int FROM payment WHERE status = 'CAPTURED' AND provider = 'sandbox') AS "capturedHere",
         (SELECT coalesce(sum(amount_minor), 0)::int FROM sandbox_refund WHERE status = 'refunded') AS "refundedThere",
         (SELECT coalesce(sum(refunded_minor), 0)::int FROM payment WHERE provider = 'sandbox') AS "refundedHere",
         (SELECT count(*)::int FROM orders o WHERE o.status = 'PAID' OR (o.status <> 'FULFILLED' AND EXISTS (
            SELECT FROM payment p WHERE p.order_no = o.order_no AND p.status IN ('AUTHORIZED', 'CAPTURED')
              AND p.amount_minor > p.refunded_minor))) AS "neither"`;

/**
 * What must be there once at most, and is there more often; counted by what makes it the same thing, whatever indexes there are: seats of an
 * event, places of a tier, tickets of an item, orders of a hold and of a key, open payments of an order, words of a provider, effects of a message, and what was
 * done to an order and told of it.
 */
const DOUBLE = Object.entries({
  seats: `order_item WHERE live AND seat_index IS NOT NULL GROUP BY event_id, seat_index HAVING count(*) > 1`,
  places: `order_item i JOIN tier_stock s USING (tier_id) WHERE i.live AND i.seat_index IS NULL GROUP BY i.tier_id, s.capacity HAVING count(*) > s.capacity`,
  'seats with tickets': `ticket t JOIN order_item i ON i.id = t.item_id WHERE t.status <> 'VOID' AND i.seat_index IS NOT NULL
    GROUP BY i.event_id, i.seat_index HAVING count(*) > 1`,
  tickets: `ticket GROUP BY item_id HAVING count(*) > 1`,
  holds: `orders GROUP BY event_id, hold_epoch, hold_serial HAVING count(*) > 1`,
  keys: `orders GROUP BY person_id, idempotency_key HAVING count(*) > 1`,
  payments: `payment WHERE status IN ('PENDING', 'AUTHORIZED') GROUP BY order_no HAVING count(*) > 1`,
  words: `payment_event GROUP BY provider, event_id HAVING count(*) > 1`,
  effects: `inbox_message GROUP BY key HAVING count(*) > 1`,
  steps: `order_step WHERE what IN ('placed', 'paid', 'captured', 'ticketed', 'mailed') GROUP BY order_no, what, detail HAVING count(*) > 1`,
})
  .map(([what, rows]) => `SELECT '${what}' AS what, count(*)::int AS times FROM (SELECT FROM ${rows}) d HAVING count(*) > 0`)
  .join(' UNION ALL ');

/** Both equations at the end of a run, in SQL. */
export interface Books {
  messages: { written: number; effects: number; dead: number; waiting: number };
  money: { capturedMinor: number; refundedMinor: number; liveTicketMinor: number };
  /** Orders that were paid and are neither fulfilled nor refunded. */
  neither: number;
  /** What is there more than once, and how much of it. */
  double: number;
  /** What differs, in words: empty when both equations hold, nobody paid for nothing and nothing is double. */
  wrong: string[];
}

interface Takings {
  capturedMinor: string;
  returnedMinor: string;
  liveTicketMinor: string;
  differenceMinor: string;
  unbalancedOrders: string[];
}

type Ledger = Pick<pg.Pool, 'query'>;

async function firstOf<Row extends object>(ledger: Ledger, text: string, values: unknown[] = []): Promise<Row> {
  return (await ledger.query<Row & Record<string, unknown>>(text, values)).rows[0]!;
}

/** The money of all events. @returns what differs, beside it */
async function moneyOf(ledger: Ledger): Promise<{ money: Books['money']; wrong: string[] }> {
  const { rows: events } = await ledger.query<{ id: string }>('SELECT id FROM event');
  const money = { capturedMinor: 0, refundedMinor: 0, liveTicketMinor: 0 };
  const wrong: string[] = [];
  for (const { id } of events) {
    const takings = await firstOf<Takings>(ledger, TAKINGS, [id]);
    const { differenceMinor, unbalancedOrders } = takings;
    if (differenceMinor !== '0' || unbalancedOrders.length > 0) wrong.push(`money of event ${id}: ${JSON.stringify(takings)}`);
    money.capturedMinor += Number(takings.capturedMinor);
    money.refundedMinor += Number(takings.returnedMinor);
    money.liveTicketMinor += Number(takings.liveTicketMinor);
  }
  if (money.capturedMinor - money.refundedMinor !== money.liveTicketMinor) wrong.push(`money: ${JSON.stringify(money)}`);
  return { money, wrong };
}

/** What the books say right now. */
export async function readBooks(ledger: Ledger): Promise<Books> {
  const messages = await firstOf<Books['messages']>(ledger, MESSAGES);
  const { money, wrong } = await moneyOf(ledger);
  const { neither, ...provider } = await firstOf<Record<string, number> & { neither: number }>(ledger, PROVIDER);
  const { rows: doubled } = await ledger.query<{ what: string; times: number }>(DOUBLE);
  const { rows: waiting } = messages.waiting > 0 ? await ledger.query(WAITING) : { rows: [] };
  if (waiting.length > 0 || messages.written !== messages.effects + messages.dead)
    wrong.push(`messages: ${JSON.stringify({ ...messages, some: waiting })}`);
  if (provider['capturedThere'] !== provider['capturedHere'] || provider['refundedThere'] !== provider['refundedHere'])
    wrong.push(`the provider's books: ${JSON.stringify(provider)}`);
  if (neither > 0) wrong.push(`paid and neither fulfilled nor refunded: ${neither}`);
  for (const { what, times } of doubled) wrong.push(`double ${what}: ${times}`);
  return { messages, money, neither, double: doubled.reduce((sum, { times }) => sum + times, 0), wrong };
}

/**
 * Waits until nothing is under way any more and both equations hold: messages written are effects, dead letters and waiting ones; money
 * captured and not refunded is the worth of live tickets, order by order, and the provider's books say the same.
 * @returns the books; what is `wrong` in them was so for all of `timeoutMs`
 */
export async function closeBooks(ledger: Ledger, timeoutMs = 30_000): Promise<Books> {
  let books: Books | undefined;
  const look = async () => {
    books = undefined;
    books = await readBooks(ledger);
    expect(books.wrong).toEqual([]);
  };
  await eventually(look, { timeoutMs, everyMs: 200, what: 'the equations of messages and money to hold' }).catch((error: unknown) => {
    if (books === undefined) throw error;
  });
  return books!;
}

/** As `closeBooks`. @throws when the equations do not hold within `timeoutMs`, with what differs; the scoreboard has it, too */
export async function expectEquations(ledger: Ledger, timeoutMs = 30_000): Promise<Books> {
  const books = await closeBooks(ledger, timeoutMs);
  if (books.wrong.length > 0) {
    const test = `FAILED: ${expect.getState().currentTestName}`;
    score({ test, faults: {}, orders: 0, effects: books.messages.effects, double: books.double, lost: 0, worstRecoveryMs: 0, books });
  }
  expect(books.wrong).toEqual([]);
  return books;
}
