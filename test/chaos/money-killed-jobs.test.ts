import { beforeAll, expect, test } from 'vitest';
import { type BoxOffice, type Process, startBoxOffice } from '../support/box-office.js';
import { useDisposer } from '../support/disposer.js';
import type { GraphQLClient } from '../support/graphql-client.js';
import { placeOrder, press, startPayment } from '../support/purchase.js';
import { openSale } from '../support/sale.js';
import { eventually } from '../support/wait-for.js';
import { expectEquations } from './equations.js';
import { type MoneyLedger, openMoneyLedger } from './money.ledger.js';
import { score } from './scoreboard.js';
import { buildThatIsStruck, JOB_POINTS, type StrikingBuild } from './striking.build.js';

const CRASHES = 2;
const ORDERS = 6;

const disposer = useDisposer({ scope: 'file' });
let build: StrikingBuild;
let office: BoxOffice;
let ledger: MoneyLedger;
let staff: GraphQLClient;
let kills = 0;

beforeAll(async () => {
  build = buildThatIsStruck(disposer, JOB_POINTS);
  office = await startBoxOffice(
    disposer,
    {
      JOB_LOCK_MS: '1000',
      SANDBOX_RETRY_MS: '200',
      JOB_BACKOFF_MS: '100',
      JOB_CRASHES: String(CRASHES),
      RECONCILE_MS: '500',
      RECONCILE_AFTER_SECONDS: '2',
      LIMIT_HOLDS_PER_10S: '1000',
    },
    build.dist,
  );
  ledger = openMoneyLedger(disposer, office.databaseUrl);
  staff = await office.client().logIn('admin@example.com');
}, 60_000);

/** Starts a process again whenever it has died, as a supervisor does. @returns what ends that */
function keepAlive(process: Process): () => Promise<void> {
  let goesOn = true;
  const watching = (async () => {
    while (goesOn) {
      if (!isAlive(process.pid)) {
        kills += 1;
        await process.start();
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  })();
  return async () => {
    goesOn = false;
    await watching;
  };
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Waits until every job of these queues is given up, and nothing else of them waits. @returns how many */
async function exhausted(queues: string[]): Promise<number> {
  const given = async () =>
    ledger.rows<{ queue: string; count: number }>(
      `SELECT queue, count(*)::int FROM dead_letter WHERE queue = ANY ($1) AND state = 'OPEN' GROUP BY 1 ORDER BY 1`,
      [queues],
    );
  const all = queues.toSorted().map((queue) => ({ queue, count: ORDERS }));
  await eventually(async () => expect(await given()).toEqual(all), {
    timeoutMs: 120_000,
    everyMs: 100,
    what: `${queues.join(', ')} to be given up`,
  });
  return ORDERS * queues.length;
}

const arm = (queues: string[]) =>
  // Held until the process dies, so that all jobs that it has are in the same crash.
  build.arm({ points: queues.map((queue) => `before the work:${queue}`), signal: 'SIGKILL', once: false, afterMs: 300, holds: true });

async function replay(queue: string): Promise<number> {
  const { replayDeadLetters } = await staff.ask(
    'mutation($filter: DeadLetterFilter!) { replayDeadLetters(filter: $filter) { matched done skipped } }',
    { filter: { queue } },
  );
  return replayDeadLetters.done;
}

test('jobs of every kind whose worker dies at every try are dead letters, and a replay does all of them once', async () => {
  const generations = [['payment-confirmation'], ['order-completion', 'payment-settlement', 'seat-confirmation'], ['email-notification']];
  const sale = await openSale(staff, { rows: 4, seatsPerRow: 10, maxPerBuyer: 100 });
  const buyer = await office.client().asGuest();
  const end = keepAlive(office.worker);
  disposer.add(end);
  const orderNos: string[] = [];
  arm(generations[0]!);
  for (let seat = 0; seat < ORDERS; seat += 1) {
    const { order } = await placeOrder(buyer, sale, { seats: [seat] });
    await press(await startPayment(buyer, order.orderNo), 'approve');
    orderNos.push(order.orderNo);
  }
  let jobs = 0;
  let recovered = 0;
  for (const [at, queues] of generations.entries()) {
    jobs += await exhausted(queues);
    const next = generations[at + 1];
    if (next === undefined) build.disarm();
    else arm(next);
    for (const queue of queues) recovered += await replay(queue);
  }
  const fromMs = performance.now();
  // Jobs of other queues that were in the hands of a worker whenever it died share its fate, and are replayed like the rest.
  let bystanders = 0;
  await eventually(
    async () => {
      const open = await ledger.rows<{ queue: string }>(`SELECT DISTINCT queue FROM dead_letter WHERE state = 'OPEN'`);
      for (const { queue } of open) bystanders += await replay(queue);
      expect(await ledger.faultsOf(orderNos)).toEqual({ double: [], lost: [] });
    },
    { timeoutMs: 60_000, everyMs: 500, what: 'all to be done' },
  );
  await ledger.settled(orderNos, 60_000);
  const worstRecoveryMs = performance.now() - fromMs;
  await end();
  const { double, lost } = await ledger.faultsOf(orderNos);
  expect({ double, lost, recovered }).toEqual({ double: [], lost: [], recovered: jobs });
  const { written, done, dead } = await ledger.balance();
  expect({ dead, written }).toEqual({ dead: 0, written: done });
  const books = await expectEquations(ledger.pool);
  score({
    test: 'T11',
    faults: { 'worker killed': kills },
    orders: ORDERS,
    effects: done,
    double: double.length,
    lost: lost.length,
    worstRecoveryMs,
    books,
    also: {
      'jobs exhausted and dead letters': jobs,
      'of them replayed': recovered,
      'other jobs that died with them, replayed too': bystanders,
    },
  });
}, 300_000);
