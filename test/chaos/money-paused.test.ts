import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { beforeAll, expect, test } from 'vitest';
import { type BoxOffice, startBoxOffice } from '../support/box-office.js';
import { useDisposer } from '../support/disposer.js';
import type { GraphQLClient } from '../support/graphql-client.js';
import { messageIdOf } from '../support/mail-server.js';
import { placeOrder, press, startPayment } from '../support/purchase.js';
import { openSale, type TestSale } from '../support/sale.js';
import { waitFor } from '../support/wait-for.js';
import { closeBooks } from './equations.js';
import { type MoneyLedger, openMoneyLedger } from './money.ledger.js';
import { score } from './scoreboard.js';
import { buildThatIsStruck, JOB_POINTS, type StrikingBuild, type StrikePoint } from './striking.build.js';

const LOCK_MS = 1000;
const PAUSE_MS = 3 * LOCK_MS;

/** The last moment before each outside effect. */
const EFFECT_POINTS: StrikePoint[] = [
  { name: 'before the mail', file: 'notify/email.channel.js', at: 'const sent = this.#transport.sendMail(' },
  { name: 'before the capture', file: 'payments/sandbox.provider.js', at: 'const payment = await this.#options.bank.capture(' },
  { name: 'before the map', file: 'services/fulfilment.service.js', at: 'const outcome = await projectSale(' },
];

const disposer = useDisposer({ scope: 'file' });
let build: StrikingBuild;
let office: BoxOffice;
let ledger: MoneyLedger;
let sale: TestSale;
let buyer: GraphQLClient;
const mails: string[] = [];
/** Called with each mail before it is taken; the reply waits for it. */
let holdMail: () => Promise<void> = async () => {};
let seat = 0;

beforeAll(async () => {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    onData(stream, _session, callback) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        mails.push(Buffer.concat(chunks).toString());
        void holdMail().then(() => callback());
      });
    },
  });
  server.on('error', () => {});
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  disposer.add(() => new Promise<void>((resolve) => server.close(() => resolve())));
  build = buildThatIsStruck(disposer, [...JOB_POINTS, ...EFFECT_POINTS]);
  const env = {
    SMTP_URL: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    JOB_LOCK_MS: String(LOCK_MS),
    JOB_BACKOFF_MS: '100',
    SANDBOX_RETRY_MS: '200',
    RECONCILE_MS: '500',
    RELAY_POLL_MS: '20',
    RECONCILE_AFTER_SECONDS: '60',
    LIMIT_HOLDS_PER_10S: '1000',
  };
  office = await startBoxOffice(disposer, env, build.dist);
  await office.twins();
  ledger = openMoneyLedger(disposer, office.databaseUrl);
  sale = await openSale(await office.client().logIn('admin@example.com'), { rows: 10, seatsPerRow: 10, maxPerBuyer: 100 });
  buyer = await office.client().asGuest();
}, 240_000);

interface Case {
  point: string;
  /** In the middle: the effect is asked for and not answered when the worker stops. */
  middle?: () => Promise<() => Promise<void>>;
}

/** The map has no middle: a script runs whole or not at all. */
const around = (queue: string, before: string, middle?: Case['middle']): Case[] => [
  { point: `before the work:${queue}` },
  { point: before },
  ...(middle === undefined ? [] : [{ point: before, middle }]),
  { point: `before the transaction:${queue}` },
  { point: `in the transaction:${queue}` },
  { point: `before the commit:${queue}` },
  { point: `after the commit:${queue}` },
];

/** The mail is there, and the answer waits until the worker stands still. */
const unansweredMail: Case['middle'] = async () => {
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  holdMail = () => released;
  return async () => {
    holdMail = async () => {};
    release();
  };
};

/** The provider writes its books slowly: it goes on when the worker stands still already. */
const slowBooks: Case['middle'] = async () => {
  await ledger.pool.query(`CREATE OR REPLACE FUNCTION write_slowly() RETURNS trigger LANGUAGE plpgsql
    AS $$ BEGIN PERFORM pg_sleep(1); RETURN NEW; END $$`);
  await ledger.pool.query(`CREATE TRIGGER slow_books BEFORE UPDATE ON sandbox_payment FOR EACH ROW
    WHEN (NEW.status = 'captured') EXECUTE FUNCTION write_slowly()`);
  return async () => void (await ledger.pool.query('DROP TRIGGER slow_books ON sandbox_payment'));
};

async function pauseAt({ point, middle }: Case): Promise<{ orderNo: string; recoveryMs: number }> {
  const { order } = await placeOrder(buyer, sale, { seats: [(seat += 1)] });
  const page = await startPayment(buyer, order.orderNo);
  const orderNo = order.orderNo as string;
  build.arm({ points: [point], signal: 'SIGSTOP', once: true, ...(middle ? { afterMs: 300 } : {}) });
  const begun = await middle?.();
  await press(page, 'approve');
  const { pid } = await waitFor(() => build.struck()[0], { timeoutMs: 20_000, what: `a worker to stand still ${point}` });
  disposer.add(() => {
    try {
      process.kill(pid, 'SIGCONT');
    } catch {
      // It has ended since.
    }
  });
  await begun?.();
  // Longer than its lock: another worker has taken the job over meanwhile.
  await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  const fromMs = performance.now();
  process.kill(pid, 'SIGCONT');
  await ledger.settled([orderNo], 60_000);
  return { orderNo, recoveryMs: performance.now() - fromMs };
}

test('a worker that stands still for three times its lock, at every point round each outside effect, doubles none', async () => {
  const cases = [
    ...around('email-notification', 'before the mail', unansweredMail),
    ...around('payment-settlement', 'before the capture', slowBooks),
    ...around('seat-confirmation', 'before the map'),
  ];
  const orderNos: string[] = [];
  let worstRecoveryMs = 0;
  for (const one of cases) {
    const { orderNo, recoveryMs } = await pauseAt(one);
    orderNos.push(orderNo);
    worstRecoveryMs = Math.max(worstRecoveryMs, recoveryMs);
  }
  await ledger.settled(orderNos, 60_000);
  const byId = new Map<string, number>();
  for (const mail of mails) byId.set(messageIdOf(mail), (byId.get(messageIdOf(mail)) ?? 0) + 1);
  const twice = [...byId.values()].filter((copies) => copies > 1).length;
  const books = await closeBooks(ledger.pool, 60_000);
  const { double, lost } = await ledger.faultsOf(orderNos);
  score({
    test: 'T10',
    faults: { 'worker paused': cases.length },
    orders: orderNos.length,
    effects: books.messages.effects,
    double: Math.max(double.length, books.double),
    lost: lost.length,
    worstRecoveryMs,
    books,
    also: { 'mails sent twice under one id': twice },
  });
  expect({ double, lost, wrong: books.wrong }).toEqual({ double: [], lost: [], wrong: [] });
  // Every copy bears the id of its message: a mailbox keeps one of them.
  expect(byId.size).toBe(orderNos.length);
  expect(twice, 'jobs that ran twice').toBeGreaterThan(0);
  // Four relays look all the time; each message is handed over by one of them.
  expect(await ledger.rows('SELECT key, sends FROM outbox_message WHERE sends <> 1')).toEqual([]);
  const { dead, waiting, written, done } = await ledger.balance();
  expect({ dead, waiting, written }).toEqual({ dead: 0, waiting: 0, written: done });
}, 600_000);
