import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import type { EventModel } from '../../src/domain/event.js';
import { newId } from '../../src/domain/id.js';
import { newOrderNo, randomCode } from '../../src/domain/order-number.js';
import { CheckInService, type CheckInOutcome } from '../../src/services/check-in.service.js';
import { AuditStore } from '../../src/stores/audit.store.js';
import { DoorStore } from '../../src/stores/door.store.js';
import { EventStore } from '../../src/stores/event.store.js';
import type { Tx } from '../../src/stores/unit-of-work.port.js';
import { useDisposer } from '../support/disposer.js';
import { writeLedgerEvent, type LedgerEvent } from '../support/ledger-rows.js';
import { openLedger } from './jobs.fixture.js';
import { STAFF } from './letters.fixture.js';

const disposer = useDisposer({ scope: 'file' });
let base: Awaited<ReturnType<typeof openLedger>>;
let event: LedgerEvent;
let other: LedgerEvent;
let door: CheckInService;
const changed: string[] = [];

beforeAll(async () => {
  base = await openLedger(disposer);
  const { ledger } = base;
  [event, other] = [await writeLedgerEvent(ledger.pool), await writeLedgerEvent(ledger.pool)];
  const store = new EventStore({ ledger });
  const events = { find: (_viewer: unknown, id: string): Promise<EventModel | null> => store.find(id) };
  const feed = { orderChanged: (orderNo: string) => void changed.push(orderNo) };
  door = new CheckInService({ door: new DoorStore({ ledger }), events, audit: new AuditStore({ ledger }), unitOfWork: ledger, feed });
});

/** A fulfilled order with one ticket for a standing place. */
async function sellTicket(status = 'VALID') {
  const [orderNo, itemId, ticketId, code] = [newOrderNo(), newId(), newId(), randomCode(26)];
  const { pool } = base.ledger;
  await pool.query(
    `INSERT INTO orders (order_no, person_id, event_id, hold_epoch, hold_serial, status, email, name, currency, total_minor, idempotency_key, input_hash, pay_by)
     VALUES ($1, $2, $3, 1, (random() * 1e9)::int, 'FULFILLED', 'ada@example.com', 'Ada', 'EUR', 1500, $1, 'x', now())`,
    [orderNo, event.personId, event.eventId],
  );
  await pool.query(`INSERT INTO order_item (id, order_no, event_id, tier_id, price_id, amount_minor) VALUES ($1, $2, $3, $4, $5, 1500)`, [
    itemId,
    orderNo,
    event.eventId,
    event.standing.tierId,
    event.standing.priceId,
  ]);
  await pool.query('INSERT INTO ticket (id, code, order_no, item_id, status) VALUES ($1, $2, $3, $4, $5)', [
    ticketId,
    code,
    orderNo,
    itemId,
    status,
  ]);
  return { orderNo, ticketId, code };
}

const scan = (code: string, eventId = event.eventId) => door.checkIn(STAFF, eventId, code);
const stepsOf = async (orderNo: string) =>
  (await base.ledger.pool.query('SELECT what, by FROM order_step WHERE order_no = $1 ORDER BY id', [orderNo])).rows;

test('a ticket lets one person in, is used then, and says when at the second scan', async () => {
  const { orderNo, ticketId, code } = await sellTicket();
  const first = (await scan(code)) as Extract<CheckInOutcome, { kind: 'CheckedIn' }>;
  expect(first).toMatchObject({ kind: 'CheckedIn', ticket: { id: ticketId, code, orderNo, status: 'USED' }, at: expect.any(Date) });
  expect(await scan(code)).toEqual({
    kind: 'TicketNotValid',
    message: 'This ticket was used already.',
    status: 'USED',
    usedAt: first.at,
  });
  expect(await stepsOf(orderNo)).toEqual([{ what: 'checked-in', by: STAFF.personId }]);
  expect(changed).toEqual([orderNo]);
  const { rows } = await new AuditStore(base).list({ subject: `ticket:${ticketId}` }, { first: 10, after: null });
  expect(rows.map(({ node }) => [node.actor, node.action])).toEqual([[STAFF.personId, 'ticket.checkIn']]);
});

test('a code is read as it is typed: lower case, spaces and dashes, O for 0, I and L for 1', async () => {
  const { code, ticketId } = await sellTicket();
  const typed = code.toLowerCase().replaceAll('0', 'o').replace('1', 'l').replaceAll('1', 'i');
  expect(await scan(` ${typed.slice(0, 8)}-${typed.slice(8, 16)} ${typed.slice(16)}\n`)).toMatchObject({
    kind: 'CheckedIn',
    ticket: { id: ticketId },
  });
});

test('what is no ticket of this event is refused, each with its reason, and nothing is used up', async () => {
  const { code, orderNo } = await sellTicket();
  const { code: taken } = await sellTicket('VOID');
  const refused = (message: string, status: string | null = null) => ({ kind: 'TicketNotValid', message, status, usedAt: null });
  expect(await scan(code, other.eventId)).toEqual(refused('This ticket is for another event.'));
  expect(await scan(taken)).toEqual(refused('This ticket was taken back: refunded or cancelled.', 'VOID'));
  expect(await scan(randomCode(26))).toEqual(refused('There is no ticket with this code.'));
  for (const text of ['', 'U'.repeat(26), code.slice(1), `${code}0`, '<script>', 'x'.repeat(100_000), '\0']) {
    expect(await scan(text)).toEqual(refused('This is not the code of a ticket.'));
  }
  await expect(scan(code, newId())).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect(await stepsOf(orderNo)).toEqual([]);
});

test('nobody is let in to an event that was called off', async () => {
  const { code } = await sellTicket();
  await base.ledger.pool.query(`UPDATE event SET status = 'CANCELLED' WHERE id = $1`, [event.eventId]);
  expect(await scan(code)).toMatchObject({ kind: 'TicketNotValid', message: 'This event was cancelled.' });
  await base.ledger.pool.query(`UPDATE event SET status = 'CLOSED' WHERE id = $1`, [event.eventId]);
  expect(await scan(code)).toMatchObject({ kind: 'CheckedIn' });
});

test('many doors scan one ticket at once: one lets in; without the guard each does', async () => {
  const doors = Array.from({ length: 8 }, (_, at) => at);
  for (let round = 0; round < 10; round += 1) {
    const { code, orderNo } = await sellTicket();
    const outcomes = await Promise.all(doors.map(() => scan(code)));
    expect(outcomes.filter(({ kind }) => kind === 'CheckedIn')).toHaveLength(1);
    expect(await stepsOf(orderNo)).toHaveLength(1);
  }
  const sql = readFileSync(new URL('../../src/stores/sql/use-ticket.sql', import.meta.url), 'utf8');
  const unguarded = sql.replace("AND ticket.status = 'VALID'", '');
  expect(unguarded).not.toBe(sql);
  const { code } = await sellTicket();
  const use = (tx: Tx) => base.ledger.query({ name: 'unguarded', text: unguarded }, [event.eventId, code, STAFF.personId], tx);
  const used = await Promise.all(doors.map(() => base.ledger.run(use)));
  expect(used.map((rows) => rows.length)).toEqual(doors.map(() => 1));
});
