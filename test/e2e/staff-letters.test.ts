import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Queue } from 'bullmq';
import pg from 'pg';
import { beforeAll, describe, expect, test } from 'vitest';
import { ALERT_RULES } from '../../src/services/alert.rules.js';
import { startBoxOffice, type BoxOffice, type Process } from '../support/box-office.js';
import { useDisposer } from '../support/disposer.js';
import type { GraphQLClient } from '../support/graphql-client.js';
import { startMailServer } from '../support/mail-server.js';
import { buy } from '../support/purchase.js';
import { openSale } from '../support/sale.js';
import { uniquePrefix } from '../support/services.js';
import { eventually, waitFor } from '../support/wait-for.js';

const disposer = useDisposer({ scope: 'file' });
let office: BoxOffice;
let staff: GraphQLClient;
let twin: string;
let workers: Process[];
const received: string[] = [];
const PREFIX = uniquePrefix('aisle');

beforeAll(async () => {
  const { smtpUrl } = await startMailServer(disposer, 3, 554);
  const alerts = { ALERT_URL: await openReceiver(), ALERT_SECRET: 'the secret of the receiver', ALERT_EVERY_MS: '500' };
  office = await startBoxOffice(disposer, { SMTP_URL: smtpUrl, JOB_ATTEMPTS: '3', JOB_BACKOFF_MS: '10', QUEUE_PREFIX: PREFIX, ...alerts });
  staff = await office.client().logIn('admin@example.com');
  const other = await office.twins();
  twin = other.url;
  workers = [office.worker, other.worker];
}, 240_000);

/** A receiver of alerts, which keeps what it was told. @returns its address */
async function openReceiver(): Promise<string> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { type, data } = JSON.parse(Buffer.concat(chunks).toString());
    received.push(`${type} ${data.cause}`);
    response.writeHead(204).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  disposer.add(() => (server.closeAllConnections(), new Promise((resolve) => server.close(resolve))));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

const ADDED = 'subscription($queue: String) { deadLetterAdded(queue: $queue) { id queue orderNo attempts state } }';
const REPLAY = 'mutation($filter: DeadLetterFilter!) { replayDeadLetters(filter: $filter) { matched done skipped } }';
const CHECK_IN = `mutation($id: ID!, $code: String!) { checkIn(eventId: $id, code: $code) {
  __typename ... on CheckedIn { at ticket { status seat { label } tier { name } } } ... on TicketNotValid { message status usedAt }
} }`;

const wordsOf = async (orderNo: string): Promise<string[]> => {
  const { order } = await staff.ask('query($no: ID!) { order(orderNo: $no) { timeline { what by } } }', { no: orderNo });
  return order.timeline.map((step: { what: string }) => step.what);
};
const metrics = async () => (await fetch(`${office.url}/metrics`)).text();

describe('work that was given up', () => {
  test('is told to staff at another process, seen in the order, alarmed, and done once by a replay', async () => {
    const elsewhere = await office.client(twin).logIn('admin@example.com');
    const added = elsewhere.watch(ADDED, { queue: 'email-notification' });
    const others = elsewhere.watch(ADDED, { queue: 'order-completion' });
    const orderNo = await buy(await office.client().asGuest(), await openSale(staff), { seats: [1] });
    const { deadLetterAdded } = await added.until((frame) => frame.deadLetterAdded.orderNo === orderNo, 'the letter', 60_000);
    expect(deadLetterAdded).toMatchObject({ queue: 'email-notification', attempts: 3, state: 'OPEN' });
    expect(await wordsOf(orderNo)).toContain('dead-lettered');
    await waitFor(async () => (await metrics()).includes('aisle_alert{cause="dead-letter:email-notification"} 1'), {
      what: 'the alarm',
      timeoutMs: 60_000,
    });
    const first = await staff.ask(REPLAY, { filter: { orderNo, queue: 'email-notification' } });
    expect(first.replayDeadLetters).toEqual({ matched: 1, done: 1, skipped: 0 });
    expect((await staff.ask(REPLAY, { filter: { orderNo } })).replayDeadLetters).toEqual({ matched: 0, done: 0, skipped: 0 });
    await waitFor(async () => (await wordsOf(orderNo)).includes('mailed'), { what: 'the mail', timeoutMs: 60_000 });
    const words = await wordsOf(orderNo);
    expect(words.filter((word) => ['dead-lettered', 'replayed', 'mailed'].includes(word))).toEqual(['dead-lettered', 'replayed', 'mailed']);
    expect(others.frames).toEqual([]);
    await waitFor(async () => !(await metrics()).includes('aisle_alert{'), { what: 'the alarm to be over', timeoutMs: 60_000 });
    // Two workers saw it, for many rounds.
    const cause = 'dead-letter:email-notification';
    await eventually(() => expect(received).toEqual([`alert.firing ${cause}`, `alert.resolved ${cause}`]), { timeoutMs: 60_000 });
  }, 240_000);

  test('is nobody else’s business', async () => {
    const buyer = await office.client().asGuest();
    const replay = await buyer.send(REPLAY, { filter: {} });
    expect(replay.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    const watch = buyer.watch(ADDED);
    await waitFor(() => watch.errors.length > 0, { what: 'the refusal' });
    expect(watch.frames).toEqual([]);
  });

  test('has a metric for every rule of alarm', async () => {
    const text = await metrics();
    const exported = new Set([...text.matchAll(/^# TYPE (\w+)/gm)].map(([, name]) => name!));
    for (const { name, expr } of ALERT_RULES) {
      const asked = [...expr.matchAll(/aisle_\w+/g)].map(([metric]) => metric.replace(/_count$/, ''));
      expect(asked.length, name).toBeGreaterThan(0);
      expect(
        asked.filter((metric) => !exported.has(metric)),
        name,
      ).toEqual([]);
    }
  });
});

test('two doors scan a ticket at the same moment: one lets in, the other hears when', async () => {
  const sale = await openSale(staff);
  const buyer = await office.client().asGuest();
  const orderNo = await buy(buyer, sale, { seats: [3] });
  const { order } = await buyer.ask('query($no: ID!) { order(orderNo: $no) { tickets { code } } }', { no: orderNo });
  const code = order.tickets[0].code.toLowerCase();
  const doors = [staff, await office.client(twin).logIn('admin@example.com')];
  const answers = await Promise.all(doors.map(async (door) => (await door.ask(CHECK_IN, { id: sale.eventId, code })).checkIn));
  const [letIn, keptOut] = answers.toSorted((a, b) => a.__typename.localeCompare(b.__typename));
  expect(letIn).toMatchObject({ __typename: 'CheckedIn', ticket: { status: 'USED', seat: { label: expect.any(String) } } });
  expect(keptOut).toEqual({ __typename: 'TicketNotValid', message: 'This ticket was used already.', status: 'USED', usedAt: letIn.at });
  expect(await wordsOf(orderNo)).toContain('checked-in');
  expect((await buyer.send(CHECK_IN, { id: sale.eventId, code })).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
});

test('anybody may watch an event, and sees at another process what staff do to it, but not what it earned', async () => {
  const sale = await openSale(staff);
  const stranger = office.client(twin);
  const watch = stranger.watch('subscription($id: ID!) { eventUpdated(eventId: $id) { revision status saleClosesAt } }', {
    id: sale.eventId,
  });
  await watch.until((frame) => frame.eventUpdated.status === 'ON_SALE', 'the first frame');
  await staff.ask('mutation($id: ID!) { pauseSale(eventId: $id) { __typename } }', { id: sale.eventId });
  await watch.until((frame) => frame.eventUpdated.status === 'PAUSED', 'the pause');
  await staff.ask('mutation($id: ID!) { openSale(eventId: $id) { __typename } }', { id: sale.eventId });
  await waitFor(() => watch.frames.at(-1)?.eventUpdated.status === 'ON_SALE', { what: 'the sale to go on' });
  const revisions = watch.frames.map((frame) => frame.eventUpdated.revision);
  expect(revisions).toEqual(revisions.toSorted((a: number, b: number) => a - b));
  const curious = stranger.watch('subscription($id: ID!) { eventUpdated(eventId: $id) { sales { balanced } } }', { id: sale.eventId });
  await waitFor(() => curious.errors.length > 0, { what: 'the refusal' });
  expect(JSON.stringify(curious.errors)).toMatch(/UNAUTHENTICATED|FORBIDDEN/);
});

test('with every worker away, whoever is left tells of it', async () => {
  await Promise.all(workers.map((worker) => worker.end('SIGTERM')));
  const queue = new Queue('push-notification', { connection: { url: office.redis.redisUrl }, prefix: PREFIX });
  disposer.add(() => queue.close());
  await queue.add('push-notification', {}, { timestamp: Date.now() - 3_600_000 });
  const alarmed = (cause: string) =>
    waitFor(async () => (await metrics()).includes(`aisle_alert{cause="${cause}"} 1`), { what: cause, timeoutMs: 60_000 });
  await alarmed('backlog-age:push-notification');
  const ledger = disposer.own(new pg.Pool({ connectionString: office.databaseUrl, max: 1 }));
  // The relays are well and would carry the message off, so the ledger keeps it.
  await ledger.query(`CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'kept'; END $$`);
  await ledger.query(`CREATE TRIGGER keep BEFORE UPDATE ON outbox_message FOR EACH ROW EXECUTE FUNCTION keep()`);
  await ledger.query(
    `INSERT INTO outbox_message (id, queue, key, payload, created_at)
     VALUES (gen_random_uuid(), 'push-notification', 'waits', '{}', now() - interval '1 hour')`,
  );
  await alarmed('relay-lag:outbox');
});
