import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import type pg from 'pg';
import { eventually } from '../support/wait-for.js';

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

/** What must be there once at most, and is there more often: seats of an event, tickets of an item, steps of an order. */
const DOUBLE = `
  SELECT (SELECT count(*)::int FROM (SELECT FROM order_item WHERE live AND seat_index IS NOT NULL GROUP BY event_id, seat_index HAVING count(*) > 1) d)
       + (SELECT count(*)::int FROM (SELECT FROM ticket GROUP BY item_id HAVING count(*) > 1) d)
       + (SELECT count(*)::int FROM (SELECT FROM order_step WHERE what IN ('placed', 'paid', 'ticketed') GROUP BY order_no, what HAVING count(*) > 1) d)
       AS double`;

/** Both equations at the end of a run, in SQL. */
export interface Books {
  messages: { written: number; effects: number; dead: number; waiting: number };
  money: { capturedMinor: number; refundedMinor: number; liveTicketMinor: number };
  /** Orders that were paid and are neither fulfilled nor refunded. */
  neither: number;
  /** Seats, tickets and steps that are there more than once. */
  double: number;
}

interface Takings {
  capturedMinor: string;
  returnedMinor: string;
  liveTicketMinor: string;
  differenceMinor: string;
  unbalancedOrders: string[];
}

/**
 * Waits until nothing is under way any more, and looks whether both equations hold: messages written are effects, dead letters and waiting
 * ones; money captured and not refunded is the worth of live tickets, order by order, and the provider's books say the same.
 * @throws when they do not within `timeoutMs`, with what differs
 */
export async function expectEquations(ledger: Pick<pg.Pool, 'query'>, timeoutMs = 30_000): Promise<Books> {
  const first = async <Row extends object>(text: string, values: unknown[] = []) =>
    (await ledger.query<Row & Record<string, unknown>>(text, values)).rows[0]!;
  let books: Books | undefined;
  const look = async () => {
    const messages = await first<Books['messages']>(MESSAGES);
    expect((await ledger.query(WAITING)).rows).toEqual([]);
    expect(messages).toMatchObject({ waiting: 0, written: messages.effects + messages.dead });
    const { neither, ...there } = await first<Record<string, number> & { neither: number }>(PROVIDER);
    const { rows: events } = await ledger.query<{ id: string }>('SELECT id FROM event');
    const money = { capturedMinor: 0, refundedMinor: 0, liveTicketMinor: 0 };
    for (const { id } of events) {
      const takings = await first<Takings>(TAKINGS, [id]);
      expect(takings).toMatchObject({ differenceMinor: '0', unbalancedOrders: [] });
      money.capturedMinor += Number(takings.capturedMinor);
      money.refundedMinor += Number(takings.returnedMinor);
      money.liveTicketMinor += Number(takings.liveTicketMinor);
    }
    expect(money.capturedMinor - money.refundedMinor).toBe(money.liveTicketMinor);
    expect([there['capturedThere'], there['refundedThere']]).toEqual([there['capturedHere'], there['refundedHere']]);
    const { double } = await first<{ double: number }>(DOUBLE);
    expect({ neither, double }).toEqual({ neither: 0, double: 0 });
    books = { messages, money, neither, double };
  };
  await eventually(look, { timeoutMs, everyMs: 200, what: 'the equations of messages and money to hold' });
  return books!;
}
