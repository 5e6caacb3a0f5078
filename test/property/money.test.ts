import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId } from '../../src/domain/id.js';
import { JobRunner } from '../../src/jobs/job.runner.js';
import { NO_FAULTS } from '../../src/domain/sandbox-faults.js';
import { FaultyBank } from '../../src/payments/faulty.bank.js';
import { SandboxProvider } from '../../src/payments/sandbox.provider.js';
import { signWebhook } from '../../src/payments/sandbox.signature.js';
import { SalesStore } from '../../src/stores/sales.store.js';
import { STAFF } from '../integration/catalogue.fixture.js';
import { QUIET } from '../integration/jobs.fixture.js';
import { openShop, SECRETS, type Shop } from '../integration/payment.fixture.js';
import { useDisposer } from '../support/disposer.js';

const disposer = useDisposer({ scope: 'file' });
let shop: Shop;
let runner: JobRunner;
/** Whether the provider refuses to take money that it has set aside. */
let refusing = false;

beforeAll(async () => {
  shop = await openShop(disposer);
  runner = new JobRunner({ inbox: shop.inbox, unitOfWork: shop.ledger });
  const bank = new FaultyBank({
    bank: shop.sandbox,
    faults: Object.defineProperty({ ...NO_FAULTS }, 'refuseCapture', { get: () => (refusing ? 1 : 0) }),
  });
  shop.providers.set('sandbox', new SandboxProvider({ bank, publicUrl: shop.url, secrets: SECRETS }));
});
afterAll(() => (refusing = false));

/** One thing that happens to an order. Numbers choose among what is there at that moment. */
const happening = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('approve' as const) }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('webhook' as const), which: fc.nat(5), copies: fc.integer({ min: 1, max: 3 }) }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('job' as const), which: fc.nat(5) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('refund' as const), items: fc.subarray([0, 1, 2], { minLength: 1 }) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom('pay' as const, 'expire' as const, 'cancel' as const, 'decline' as const, 'refuse' as const),
    }),
  },
);
type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never;

/** One way to each end that the walk must reach: chance alone leaves one out now and then. */
const ENDS: Happening[][] = [
  [{ kind: 'approve' }, { kind: 'webhook', which: 0, copies: 1 }, { kind: 'job', which: 0 }],
  [{ kind: 'approve' }, { kind: 'webhook', which: 0, copies: 1 }, { kind: 'job', which: 0 }, { kind: 'refund', items: [0, 1, 2] }],
  [{ kind: 'cancel' }, { kind: 'decline' }, { kind: 'pay' }],
];

async function sandboxIds(orderNo: string): Promise<string[]> {
  return (await shop.payments.ofOrders([orderNo])).flatMap(({ providerRef }) => (providerRef === null ? [] : [providerRef]));
}

/** All webhooks about an order's payments, told before or not. */
async function bodiesOf(orderNo: string): Promise<string[]> {
  return (await Promise.all((await sandboxIds(orderNo)).map((id) => shop.books.webhooksOf(id)))).flat();
}

const deliver = (body: string) => shop.paymentEvents.intake('sandbox', Buffer.from(body), signWebhook(body, SECRETS[0]!, Date.now()));

const WAITING = `SELECT id AS "messageId", key, order_no AS "orderNo", payload, queue FROM outbox_message m
  WHERE order_no = $1 AND queue NOT LIKE '%-notification' AND NOT EXISTS (SELECT FROM inbox_message i WHERE i.key = m.key) ORDER BY id`;

/** Messages about an order whose effect is not done; mails are left out. */
async function waiting(orderNo: string) {
  return (await shop.ledger.pool.query(WAITING, [orderNo])).rows as {
    messageId: string;
    key: string;
    orderNo: string;
    payload: unknown;
    queue: string;
  }[];
}

/** One try of one job; a try that fails is tried again later. */
async function work(message: Awaited<ReturnType<typeof waiting>>[number]): Promise<void> {
  const handler = shop.handlers.find(({ contract }) => contract.name === message.queue)!;
  await runner.run(handler, message, { attempt: 1, log: QUIET, signal: new AbortController().signal }).catch(() => undefined);
}

async function happen(orderNo: string, what: Happening): Promise<void> {
  if (what.kind === 'pay') await shop.pay(orderNo);
  if (what.kind === 'approve') for (const id of await sandboxIds(orderNo)) await shop.sandbox.approve(id);
  if (what.kind === 'decline') for (const id of await sandboxIds(orderNo)) await shop.sandbox.decline(id);
  if (what.kind === 'cancel') await shop.orderEnd.cancelOrder(shop.viewer, orderNo, newId());
  if (what.kind === 'refuse') refusing = true;
  if (what.kind === 'expire') {
    await shop.ledger.pool.query(`UPDATE orders SET pay_by = now() - interval '1 s' WHERE order_no = $1 AND status = 'PENDING'`, [orderNo]);
    await shop.orderEnd.expireUnpaid();
  }
  if (what.kind === 'refund') {
    const items = await shop.orders.items([orderNo]);
    const some = what.items.map((at) => items[at]!.id);
    await shop.money.refunds.refundOrder(STAFF, { orderNo, items: some, reason: 'Ill', returnTo: 'ON_SALE', idempotencyKey: newId() });
  }
  if (what.kind === 'webhook') {
    const bodies = await bodiesOf(orderNo);
    const body = bodies[what.which % Math.max(1, bodies.length)];
    if (body !== undefined) await Promise.all(Array.from({ length: what.copies }, () => deliver(body)));
  }
  if (what.kind === 'job') {
    const messages = await waiting(orderNo);
    const message = messages[what.which % Math.max(1, messages.length)];
    if (message !== undefined) await Promise.all([work(message), work(message)]);
  }
}

/** Lets everything come to its end: all webhooks are told, all jobs are done. */
async function calm(orderNo: string): Promise<void> {
  for (let round = 0; round < 12; round += 1) {
    for (const body of await bodiesOf(orderNo)) await deliver(body);
    const messages = await waiting(orderNo);
    if (messages.length === 0 && round > 0) return;
    for (const message of messages) await work(message);
  }
  expect(await waiting(orderNo)).toEqual([]);
}

const BANK = `SELECT coalesce(sum(p.amount_minor) FILTER (WHERE p.status = 'captured'), 0)::int AS captured,
  count(*) FILTER (WHERE p.status = 'authorized')::int AS "setAside",
  coalesce(sum((SELECT sum(r.amount_minor) FROM sandbox_refund r WHERE r.payment_id = p.id AND r.status = 'refunded'
                AND p.status = 'captured')), 0)::int AS returned
  FROM sandbox_payment p WHERE p.id = ANY ($1)`;

/** The bank's own books against the tickets: what it kept is what the tickets that count were sold for, and nothing is left set aside. */
async function expectOneEnd(orderNo: string): Promise<void> {
  const order = (await shop.orders.find(orderNo))!;
  const items = await shop.orders.items([orderNo]);
  const tickets = await shop.tickets.ofOrders([orderNo]);
  const valid = tickets.filter(({ status }) => status !== 'VOID').map(({ itemId }) => itemId);
  const live = items.filter((item) => item.live);
  const worth = live.reduce((sum, item) => sum + item.amountMinor, 0);
  const bank = (await shop.ledger.pool.query(BANK, [await sandboxIds(orderNo)])).rows[0] as Record<
    'captured' | 'setAside' | 'returned',
    number
  >;
  const isUnpaid = order.status === 'PENDING';
  expect(['PENDING', 'FULFILLED', 'REFUNDED', 'EXPIRED', 'CANCELLED']).toContain(order.status);
  expect(valid.toSorted()).toEqual(order.status === 'FULFILLED' ? live.map(({ id }) => id).toSorted() : []);
  expect(live.length > 0).toBe(order.status === 'FULFILLED' || isUnpaid);
  expect(bank).toEqual({ captured: expect.any(Number), returned: expect.any(Number), setAside: 0 });
  expect(bank.captured - bank.returned).toBe(isUnpaid ? 0 : worth);
}

test('whatever happens to an order, in whatever order and however often, it ends one way and no money is left over', async () => {
  const sales = new SalesStore({ ledger: shop.ledger });
  const ends = new Set<string>();
  await fc.assert(
    fc.asyncProperty(fc.array(happening, { minLength: 3, maxLength: 16 }), async (happenings) => {
      refusing = false;
      const { orderNo } = await shop.placeOrder();
      await shop.pay(orderNo);
      for (const what of happenings) {
        await happen(orderNo, what);
        const { differenceMinor, unbalancedOrders } = await sales.takings(shop.event.eventId);
        expect({ differenceMinor, unbalancedOrders }).toEqual({ differenceMinor: 0, unbalancedOrders: [] });
      }
      await calm(orderNo);
      await expectOneEnd(orderNo);
      expect((await sales.takings(shop.event.eventId)).differenceMinor).toBe(0);
      ends.add((await shop.orders.find(orderNo))!.status);
    }),
    { numRuns: 45, endOnFailure: true, examples: ENDS.map((happenings) => [happenings]) },
  );
  // The walk reaches every end, or it shows little.
  expect([...ends]).toEqual(expect.arrayContaining(['FULFILLED', 'REFUNDED', 'CANCELLED']));
  const { rows } = await shop.ledger.pool.query(
    `SELECT (SELECT count(*)::int FROM order_item WHERE live AND seat_index IS NULL) AS live, (SELECT sum(taken)::int FROM tier_stock) AS taken`,
  );
  expect(rows[0].taken).toBe(rows[0].live);
}, 240_000);
