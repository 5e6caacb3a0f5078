import { expect, test } from 'vitest';
import { startBoxOffice } from '../support/box-office.js';
import { useDisposer } from '../support/disposer.js';
import type { GraphQLClient } from '../support/graphql-client.js';
import { messageIdOf, startMailServer } from '../support/mail-server.js';
import { startMessageSink } from '../support/message-sink.js';
import { startMuteGate } from '../support/mute-gate.js';
import { buy } from '../support/purchase.js';
import { openSale } from '../support/sale.js';
import { waitFor } from '../support/wait-for.js';

const disposer = useDisposer();
const ORDERS = 6;
/** For most of them: the machine may be busy with something else for one. */
const PROMPT_MS = 5000;
const OPEN_MS = 800;
const ORDER = 'query($no: ID!) { order(orderNo: $no) { status tickets { code } timeline { what } } }';

/** A house whose mail server takes connections and never answers, and whose SMS gateway hangs, with short patience. */
async function openHouse() {
  const mail = await startMailServer(disposer, 0);
  const gate = await startMuteGate(disposer, Number(new URL(mail.smtpUrl).port));
  const gateway = await startMessageSink(disposer, 'hang');
  const office = await startBoxOffice(disposer, {
    SMTP_URL: `smtp://127.0.0.1:${gate.port}`,
    SMS_URL: gateway.url,
    CHANNEL_TIMEOUT_MS: '400',
    BREAKER_FAILURES: '3',
    BREAKER_OPEN_MS: String(OPEN_MS),
    JOB_BACKOFF_MS: '50',
    // However long it takes until both breakers are open: each try while they are closed or half open counts.
    JOB_ATTEMPTS: '50',
  });
  return { mail, gate, gateway, office };
}

const told = async (client: GraphQLClient, orderNo: string) =>
  (await client.ask(ORDER, { no: orderNo })).order.timeline.map((step: { what: string }) => step.what) as string[];

const hasAll = (steps: string[], wanted: string[]) => wanted.every((what) => steps.includes(what));

test('silent mail server, hanging SMS gateway: tickets come in time all the same, and every message later, once', async () => {
  const { mail, gate, gateway, office } = await openHouse();
  const staff = await office.client().logIn('admin@example.com');
  const sale = await openSale(staff);
  const orders: string[] = [];
  const took: number[] = [];
  const startedMs = performance.now();
  for (let seat = 0; seat < ORDERS; seat += 1) {
    const beganMs = performance.now();
    orders.push(await buy(await office.client().asGuest(), sale, { seats: [seat], phone: '+49 361 1234567' }));
    took.push(performance.now() - beganMs);
  }
  expect(took.toSorted((a, b) => a - b)[ORDERS / 2]).toBeLessThan(PROMPT_MS);
  const breakersOpen = () => ['email', 'sms'].every((name) => office.worker.output.includes(`"dependency":"${name}","state":2`));
  await waitFor(async () => breakersOpen(), { what: 'both breakers to open', timeoutMs: 60_000 });
  for (const orderNo of orders) {
    const { order } = await staff.ask(ORDER, { no: orderNo });
    expect(order).toMatchObject({ status: 'FULFILLED', tickets: [{ code: expect.any(String) }] });
    expect(order.timeline.map((step: { what: string }) => step.what)).not.toContain('mailed');
  }
  // The first few knock in vain, as many as work at once; from then on one at a time, each time the breaker's time is over.
  const most = 3 + 5 + (performance.now() - startedMs) / OPEN_MS;
  for (const tries of [gate.ignored, gateway.tries.length]) expect([tries >= 3, tries <= most]).toEqual([true, true]);
  gate.mute = false;
  gateway.moods = [202];
  for (const orderNo of orders)
    await waitFor(async () => hasAll(await told(staff, orderNo), ['mailed', 'texted']), {
      timeoutMs: 60_000,
      what: `messages of ${orderNo}`,
    });
  const steps = await Promise.all(orders.map((orderNo) => told(staff, orderNo)));
  for (const one of steps) expect(one.filter((what) => what === 'mailed' || what === 'texted').toSorted()).toEqual(['mailed', 'texted']);
  expect(new Set(mail.seen.taken.map(messageIdOf)).size).toBe(ORDERS);
  expect(mail.seen.taken).toHaveLength(ORDERS);
  expect(gateway.taken.size).toBe(ORDERS);
  expect((await staff.ask('{ deadLetters { edges { node { queue error } } } }')).deadLetters.edges).toEqual([]);
}, 240_000);
