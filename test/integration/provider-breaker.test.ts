import { expect, test } from 'vitest';
import { newId } from '../../src/domain/id.js';
import { PermanentFailure } from '../../src/domain/permanent-failure.js';
import { Breaker, withBreaker } from '../../src/guard/breaker.js';
import type { PaymentProvider } from '../../src/payments/payment-provider.port.js';
import { useDisposer } from '../support/disposer.js';
import { eventually } from '../support/wait-for.js';
import { openShop, session, type Shop } from './payment.fixture.js';
import { altered } from './till.fixture.js';

const disposer = useDisposer();
/** Long enough that a busy machine asks twice within it. */
const OPEN_MS = 2500;

/** The sandbox, which goes away for the next `away` calls, behind a breaker as in production. */
function unplug(shop: Shop) {
  const line = { away: 0, asked: 0 };
  const real = shop.provider;
  const over = async <T>(work: () => Promise<T>): Promise<T> => {
    line.asked += 1;
    if (line.away === 0) return work();
    line.away -= 1;
    throw new Error('the provider does not answer');
  };
  const wired: PaymentProvider = altered(real as PaymentProvider, {
    start: (request) => over(() => real.start(request)),
    capture: (request) => over(() => real.capture(request)),
  });
  const breaker = new Breaker({ name: 'payment-sandbox', rules: { failures: 2, openMs: OPEN_MS } });
  shop.providers.set('sandbox', withBreaker(wired, breaker, ['start', 'capture']));
  return line;
}

test('a provider that is away is asked a few times, then not: buyers are told at once when to try again, and can when it is back', async () => {
  const shop = await openShop(disposer);
  const line = unplug(shop);
  const { orderNo } = await shop.placeOrder();
  line.away = Infinity;
  const idempotencyKey = newId();
  const refused = () => shop.pay(orderNo, { idempotencyKey }).catch((error: unknown) => error);
  for (let i = 0; i < 2; i += 1) expect(await refused()).toMatchObject({ code: 'DEPENDENCY_UNAVAILABLE' });
  const asked = line.asked;
  const answer = (await refused()) as { code: string; retryAfterMs: number };
  expect(answer).toMatchObject({ code: 'DEPENDENCY_UNAVAILABLE', retryAfterMs: expect.any(Number) });
  expect(answer.retryAfterMs).toBeLessThanOrEqual(OPEN_MS * 1.5 + 1);
  expect(line.asked).toBe(asked);
  line.away = 0;
  await eventually(async () => expect(await shop.pay(orderNo, { idempotencyKey })).toMatchObject({ kind: 'PaymentSession' }));
});

test('captures wait for a provider that is away, lose no try, and are done once when it is back', async () => {
  const shop = await openShop(disposer, { attempts: 4 });
  const line = unplug(shop);
  shop.run();
  const { orderNo } = await shop.placeOrder();
  const { redirectUrl } = await session(shop, orderNo);
  // Two calls open the breaker, one finds the provider still away.
  line.away = 3;
  await fetch(`${redirectUrl}/approve`, { method: 'POST', headers: { accept: 'application/json' } });
  await eventually(async () => expect((await shop.orders.find(orderNo))?.status).toBe('FULFILLED'));
  await eventually(async () => expect(await shop.payments.ofOrders([orderNo])).toMatchObject([{ status: 'CAPTURED' }]), {
    timeoutMs: 60_000,
  });
  expect(line.away).toBe(0);
  expect((await shop.deadLetters.list({ queue: 'payment-settlement' }, { first: 10, after: null })).rows).toEqual([]);
});

test('a capture that is refused for good is an answer: it opens nothing', async () => {
  const breaker = new Breaker({ name: 'payment-x', rules: { failures: 1, openMs: OPEN_MS } });
  const refuse = () => Promise.reject(new PermanentFailure('insufficient funds'));
  for (let i = 0; i < 3; i += 1) await expect(breaker.run(refuse)).rejects.toThrow('insufficient funds');
  expect(breaker.state).toBe(0);
});
