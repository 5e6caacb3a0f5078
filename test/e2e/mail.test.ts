import { expect, test } from 'vitest';
import { startBoxOffice } from '../support/box-office.js';
import { useDisposer } from '../support/disposer.js';
import { startMailServer } from '../support/mail-server.js';
import { buy } from '../support/purchase.js';
import { openSale } from '../support/sale.js';
import { waitFor } from '../support/wait-for.js';

const disposer = useDisposer();

/** A box office with this mail server and quick retries, and one order in it that is paid. */
async function buyWith(refusals: number) {
  const mail = await startMailServer(disposer, refusals);
  const office = await startBoxOffice(disposer, { SMTP_URL: mail.smtpUrl, JOB_BACKOFF_MS: '20', JOB_ATTEMPTS: '5' });
  const staff = await office.client().logIn('admin@example.com');
  const orderNo = await buy(await office.client().asGuest(), await openSale(staff), { seats: [1] });
  return { mail, staff, orderNo };
}

const DEAD_LETTERS = '{ deadLetters { edges { node { queue jobName orderNo error attempts state payload } } } }';

test('a mail server that refuses three times: the mail arrives, once', async () => {
  const { mail, staff, orderNo } = await buyWith(3);
  const timeline = async () =>
    (await staff.ask('query($no: ID!) { order(orderNo: $no) { timeline { what by } } }', { no: orderNo })).order.timeline;
  await waitFor(async () => (await timeline()).some((step: { what: string }) => step.what === 'mailed'), { what: 'the mail' });
  expect(mail.seen.tries).toBe(4);
  expect(mail.seen.taken).toHaveLength(1);
  expect(await timeline()).toContainEqual({ what: 'mailed', by: 'system' });
  expect((await staff.ask(DEAD_LETTERS)).deadLetters.edges).toEqual([]);
}, 240_000);

test('one that always refuses: a dead letter with its error, and the order is fulfilled all the same', async () => {
  const { mail, staff, orderNo } = await buyWith(Number.POSITIVE_INFINITY);
  const letters = async () => (await staff.ask(DEAD_LETTERS)).deadLetters.edges;
  await waitFor(async () => (await letters()).length > 0, { what: 'the dead letter' });
  const [{ node }] = await letters();
  expect(node).toMatchObject({
    queue: 'email-notification',
    orderNo,
    attempts: 5,
    state: 'OPEN',
    error: expect.stringContaining('the postmaster sleeps'),
  });
  expect(mail.seen.taken).toEqual([]);
}, 240_000);
