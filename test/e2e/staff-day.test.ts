import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Kind, parse, print } from 'graphql';
import pg from 'pg';
import { expect, test } from 'vitest';
import { startBoxOffice, type BoxOffice } from '../support/box-office.js';
import { useDisposer } from '../support/disposer.js';
import type { GraphQLClient } from '../support/graphql-client.js';
import { fillIn, readGuide } from '../support/guide.js';
import { startMailServer } from '../support/mail-server.js';
import { buy } from '../support/purchase.js';
import { eventually, waitFor } from '../support/wait-for.js';

const disposer = useDisposer();
const guide = readGuide('STAFF.md');
const MAIN = fileURLToPath(new URL('../../dist/src/main.js', import.meta.url));

/** The command of the guide, run to its end. @returns the password that it shows */
async function makeAdministrator({ databaseUrl, redis }: BoxOffice, email: string): Promise<string> {
  const env = { PATH: process.env['PATH'], NODE_ENV: 'production', DATABASE_URL: databaseUrl, REDIS_URL: redis.redisUrl };
  const { stdout } = await promisify(execFile)(process.execPath, [MAIN, 'admin', 'create', email], { env });
  return /Password, shown this once: (\S+)/.exec(stdout)![1]!;
}

/** Plays operations of the guide; `known` is what answers have told so far. Each operation counts. */
function player(staff: GraphQLClient, known: Record<string, unknown>) {
  const played: string[] = [];
  const play = async (name: string): Promise<any> => {
    const operation = guide.get(name);
    if (operation === undefined) throw new Error(`STAFF.md has no ${name}`);
    played.push(name);
    const data = await staff.ask(operation.query, fillIn(operation.variables, known) as object);
    return Object.values(data)[0];
  };
  return { play, played };
}

/** 3,000 messages that were given up while a map was being rebuilt. */
async function giveUp(ledger: pg.Pool, orderNo: string): Promise<void> {
  await ledger.query(
    `WITH message AS (
       INSERT INTO outbox_message (id, queue, key, payload, sent_at, sends)
       SELECT gen_random_uuid(), 'seat-confirmation', 'given-up:' || n, jsonb_build_object('v', 1, 'orderNo', $1::text, 'action', 'confirm'), now(), 1
       FROM generate_series(1, 3000) n RETURNING *
     )
     INSERT INTO dead_letter (id, queue, job_name, key, payload, error, attempts, first_failed_at, last_failed_at)
     SELECT gen_random_uuid(), queue, queue, key, payload, 'the map is being rebuilt', 20, now(), now() FROM message`,
    [orderNo],
  );
}

test('a day of the staff, from an empty house in production, by the operations of the guide alone', async () => {
  const { seen, smtpUrl } = await startMailServer(disposer, 0);
  const office = await startBoxOffice(disposer, {
    NODE_ENV: 'production',
    AISLE_DEMO: '0',
    SMTP_URL: smtpUrl,
    REQUEST_DEADLINE_MS: '60000',
  });
  const ledger = disposer.own(new pg.Pool({ connectionString: office.databaseUrl, max: 1 }));
  const password = await makeAdministrator(office, 'you@example.com');
  const staff = await office.client().logIn('you@example.com', password);
  const known: Record<string, unknown> = {};
  const { play, played } = player(staff, known);

  known['VENUE'] = (await play('CreateVenue')).id;
  known['CHART'] = (await play('ImportChart')).id;
  known['SHOW'] = (await play('CreateShow')).id;
  const event = await play('CreateEvent');
  known['EVENT'] = event.id;
  const mended = await play('MendPrices');
  expect(mended.tiers[0].prices[0].amount).toEqual({ amountMinor: 2600, currency: 'EUR' });
  await play('PrepareSale');
  expect(await play('OpenSale')).toMatchObject({ __typename: 'Event', status: 'ON_SALE' });

  const labels = (await staff.ask('query($id: ID!) { chart(id: $id) { sections { rows { seats { label } } } } }', { id: known['CHART'] }))
    .chart.sections[0].rows[0].seats;
  for (const [at, { label }] of labels.entries()) known[`LABEL ${at + 1}`] = label;
  known['SEATS'] = (await play('SeatsByLabel')).seatsByLabel.map(({ seat }: { seat: { index: number } }) => seat.index);
  expect(await play('BlockSeats')).toMatchObject({ __typename: 'Event' });

  const { tiers } = await play('Figures').then((figures) => figures.sales);
  expect(tiers[0]).toMatchObject({ blocked: 3, free: 0 });
  const standing = (await staff.ask('query($id: ID!) { event(id: $id) { tiers { id name } } }', { id: event.id })).event.tiers[1];
  const sale = { eventId: event.id, seatedTier: { id: '', standard: '', child: '' }, standingTier: { id: standing.id } };
  const orderNo = await buy(await office.client().asGuest(), sale, { places: 3, email: 'ada@example.com' });

  known['ORDER'] = (await play('SearchOrders')).edges[0].node.orderNo;
  expect(known['ORDER']).toBe(orderNo);
  const whatHappened = async () => (await play('OneOrder')).timeline.map((step: { what: string }) => step.what);
  await waitFor(async () => (await whatHappened()).includes('mailed'), { what: 'the mail' });
  expect(await whatHappened()).toEqual(expect.arrayContaining(['placed', 'paid', 'ticketed', 'mailed']));
  await play('ResendTickets');
  await eventually(() => expect(seen.taken.filter((mail) => mail.includes('ada.at.work@example.com'))).toHaveLength(1));

  const { items } = await play('ItemsOfOrder');
  known['ITEM'] = items[0].id;
  expect(await play('RefundItems')).toMatchObject({ __typename: 'Refund', amount: { amountMinor: 1200 } });
  await eventually(
    async () =>
      expect((await play('Figures')).sales).toMatchObject({
        balanced: true,
        gross: { amountMinor: 3600 },
        refunded: { amountMinor: 1200 },
        captured: { amountMinor: 3600 },
      }),
    { timeoutMs: 60_000 },
  );
  const tickets = (await play('OneOrder')).tickets as { code: string; status: string }[];
  known['TICKET'] = tickets.find(({ status }) => status === 'VALID')!.code;
  expect(await play('CheckIn')).toMatchObject({ __typename: 'CheckedIn' });

  await giveUp(ledger, orderNo);
  expect((await play('DeadLetters')).edges).toHaveLength(20);
  expect(await play('ReplayLetters')).toEqual({ matched: 3000, done: 3000, skipped: 0 });
  const done = `SELECT count(*)::int AS n FROM inbox_message WHERE key LIKE 'given-up:%'`;
  await waitFor(async () => (await ledger.query<{ n: number }>(done)).rows[0]!.n === 3000, { what: 'all effects', timeoutMs: 60_000 });

  expect(await play('CancelEvent')).toMatchObject({ __typename: 'Event', status: 'CANCELLED' });
  await eventually(async () => expect((await play('Figures')).sales).toMatchObject({ balanced: true, refunded: { amountMinor: 3600 } }), {
    timeoutMs: 60_000,
  });
  expect([...guide.keys()].filter((name) => !played.includes(name))).toEqual([]);
}, 180_000);

test('every operation of the guide is in the playground, word for word', () => {
  const folder = new URL('../../web/playground/documents/', import.meta.url);
  const files = readdirSync(folder).filter((file) => file.endsWith('.graphql'));
  const offered = new Map<string, string>();
  for (const file of files) {
    for (const definition of parse(readFileSync(new URL(file, folder), 'utf8')).definitions) {
      if (definition.kind === Kind.OPERATION_DEFINITION) offered.set(definition.name!.value, print(definition));
    }
  }
  expect(guide.size).toBeGreaterThan(15);
  for (const [name, { query }] of guide) expect(print(parse(query).definitions[0]!), name).toBe(offered.get(name));
});
