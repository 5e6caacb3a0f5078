import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { startBoxOffice, type BoxOffice } from '../support/box-office.js';
import { useDisposer } from '../support/disposer.js';
import type { GraphQLClient } from '../support/graphql-client.js';
import { placeOrder, press, startPayment } from '../support/purchase.js';
import { freshKey, HOLD, openSale, PLACE_ORDER, type TestSale } from '../support/sale.js';
import { waitFor } from '../support/wait-for.js';

const disposer = useDisposer({ scope: 'file' });
let office: BoxOffice;
let sale: TestSale;
let staff: GraphQLClient;

beforeAll(async () => {
  office = await startBoxOffice(disposer);
  staff = await office.client().logIn('admin@example.com');
  sale = await openSale(staff);
}, 240_000);

const WATCH_MAP = `subscription($eventId: ID!) { seatMap(eventId: $eventId) {
  __typename
  ... on SeatMapSnapshot { cursor { epoch version } seatCount states places { tierId available } }
  ... on SeatMapDelta { from { version } to { version } changes { seat state } packed places { tierId available } }
} }`;
const WATCH_ORDER =
  'subscription($no: ID!) { orderUpdated(orderNo: $no) { revision status tickets { code status seat { label } tier { name } pdfUrl } } }';

interface MapFrame {
  seatMap: {
    __typename: string;
    seatCount?: number;
    changes?: { seat: number; state: string }[];
    places: { tierId: string; available: number }[];
  };
}

const turned = (seat: number, state: string) => (frame: MapFrame) =>
  frame.seatMap.changes?.some((change) => change.seat === seat && change.state === state) ?? false;
const standingAt = (available: number) => (frame: MapFrame) => frame.seatMap.places.some((places) => places.available === available);

function mailsTo(address: string): string[] {
  const mails = readdirSync(office.mailboxDir).filter((file) => file.endsWith('.json'));
  return mails.map((file) => readFileSync(join(office.mailboxDir, file), 'utf8')).filter((mail) => mail.includes(address));
}

describe('the purchase story', () => {
  test('two seats and a standing place go from free to held to sold while another person watches', async () => {
    const watch = office.client().watch<MapFrame>(WATCH_MAP, { eventId: sale.eventId });
    const first = await watch.until((frame) => frame.seatMap.__typename === 'SeatMapSnapshot', 'the snapshot');
    expect(first.seatMap).toMatchObject({ seatCount: 40, places: [{ tierId: sale.standingTier.id, available: 20 }] });
    const buyer = await office.client().asGuest();
    const { hold, order } = await placeOrder(buyer, sale, {
      seats: [4, 5],
      places: 1,
      prices: [{ seat: 5, priceId: sale.seatedTier.child }],
    });
    expect(hold).toMatchObject({ stage: 'SELECTING', extensionsLeft: 2, total: { amountMinor: 10_500, currency: 'EUR' } });
    await watch.until(turned(4, 'HELD'), 'seat 4 to be held');
    await watch.until(standingAt(19), 'the standing count to move');
    expect(order).toMatchObject({
      status: 'PENDING',
      total: { amountMinor: 4500 + 2000 + 1500 },
      nextStatuses: ['PAID', 'EXPIRED', 'CANCELLED'],
    });
    const watchOrder = buyer.watch(WATCH_ORDER, { no: order.orderNo });
    await watchOrder.until((frame) => frame.orderUpdated.status === 'PENDING', 'the order as it is');
    expect((await press(await startPayment(buyer, order.orderNo), 'approve')).status).toBeLessThan(400);
    const done = await watchOrder.until((frame) => frame.orderUpdated.status === 'FULFILLED', 'the tickets');
    expect(done.orderUpdated.tickets).toHaveLength(3);
    expect(new Set(done.orderUpdated.tickets.map((ticket: { code: string }) => ticket.code)).size).toBe(3);
    await watch.until(turned(4, 'SOLD'), 'seat 4 to be sold');
    await watch.until(turned(5, 'SOLD'), 'seat 5 to be sold');
    await waitFor(() => mailsTo('ada@example.com').some((mail) => mail.includes(order.orderNo)), { what: 'the confirmation mail' });
  });

  test('a payment that is declined leaves the order unpaid, and the next one pays it', async () => {
    const buyer = await office.client().asGuest();
    const { order } = await placeOrder(buyer, sale, { seats: [10] });
    await press(await startPayment(buyer, order.orderNo), 'decline');
    const paymentsOf = async () =>
      (await buyer.ask('query($no: ID!) { order(orderNo: $no) { status payments { status } } }', { no: order.orderNo })).order;
    await waitFor(async () => (await paymentsOf()).payments.some((payment: { status: string }) => payment.status === 'DECLINED'), {
      what: 'the refusal',
    });
    expect((await paymentsOf()).status).toBe('PENDING');
    await press(await startPayment(buyer, order.orderNo), 'approve');
    await waitFor(async () => (await paymentsOf()).status === 'FULFILLED', { what: 'the order to be fulfilled' });
  });

  test('"later" keeps the order unpaid; cancelling it frees the seats', async () => {
    const buyer = await office.client().asGuest();
    const { order } = await placeOrder(buyer, sale, { seats: [12] });
    const redirectUrl = await startPayment(buyer, order.orderNo);
    await press(redirectUrl, 'later');
    const { cancelOrder } = await buyer.ask(
      'mutation($no: ID!, $key: String!) { cancelOrder(orderNo: $no, idempotencyKey: $key) { __typename ... on Order { status failureCode } } }',
      { no: order.orderNo, key: freshKey() },
    );
    expect(cancelOrder).toEqual({ __typename: 'Order', status: 'CANCELLED', failureCode: 'CANCELLED_BY_BUYER' });
    const other = await office.client().asGuest();
    await waitFor(
      async () =>
        (await other.ask(HOLD, { input: { eventId: sale.eventId, seats: [12], idempotencyKey: freshKey() } })).holdTickets.__typename ===
        'Hold',
      { what: 'seat 12 to be free again' },
    );
    await press(redirectUrl, 'approve');
    await waitFor(
      async () =>
        (await buyer.ask('query($no: ID!) { order(orderNo: $no) { status payments { status } } }', { no: order.orderNo })).order.payments[0]
          .status === 'VOIDED',
      {
        what: 'the late payment to be voided',
      },
    );
  });
});

describe('what is refused changes nothing', () => {
  const hold = async (buyer: GraphQLClient, input: object) =>
    buyer.send(HOLD, { input: { eventId: sale.eventId, idempotencyKey: freshKey(), ...input } });

  test.each([
    ['an unknown seat', { seats: [40] }],
    ['a seat named twice', { seats: [1, 1] }],
    ['a negative seat', { seats: [-1] }],
    ['ten thousand seats', { seats: Array.from({ length: 10_000 }, (_, i) => i) }],
    ['nothing', {}],
  ])('%s', async (_what, input) => {
    const reply = await hold(await office.client().asGuest(), input);
    expect(reply.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });

  test('standing places: none, or of another event', async () => {
    const buyer = await office.client().asGuest();
    const elsewhere = await openSale(staff, { rows: 1, seatsPerRow: 2 });
    for (const places of [[{ tierId: sale.standingTier.id, quantity: 0 }], [{ tierId: elsewhere.standingTier.id, quantity: 1 }]]) {
      expect((await hold(buyer, { places })).errors?.[0]?.extensions).toMatchObject({
        code: 'BAD_USER_INPUT',
        problems: [{ path: expect.stringContaining('places[0]') }],
      });
    }
  });

  test("a hold that is another buyer's, made up, or already released is gone", async () => {
    const [owner, thief] = [await office.client().asGuest(), await office.client().asGuest()];
    const { holdTickets } = await owner.ask(HOLD, { input: { eventId: sale.eventId, seats: [20], idempotencyKey: freshKey() } });
    const order = { email: 'eve@example.com', name: 'Eve', idempotencyKey: freshKey() };
    for (const holdId of [holdTickets.id, 'made.up', `${holdTickets.id.slice(0, -1)}!`]) {
      expect((await thief.ask(PLACE_ORDER, { input: { ...order, holdId } })).placeOrder).toEqual({ __typename: 'HoldGone' });
    }
    const release = 'mutation($id: ID!, $key: String!) { releaseHold(holdId: $id, idempotencyKey: $key) { __typename } }';
    expect((await owner.ask(release, { id: holdTickets.id, key: freshKey() })).releaseHold.__typename).toBe('HoldReleased');
    expect((await owner.ask(PLACE_ORDER, { input: { ...order, holdId: holdTickets.id } })).placeOrder).toEqual({ __typename: 'HoldGone' });
  });

  test('a hold that is being paid can be neither extended nor released', async () => {
    const buyer = await office.client().asGuest();
    const { hold: held, order } = await placeOrder(buyer, sale, { seats: [22] });
    const variables = { id: held.id, key: freshKey() };
    const extend = await buyer.ask(
      'mutation($id: ID!, $key: String!) { extendHold(holdId: $id, idempotencyKey: $key) { __typename ... on HoldInPayment { orderNo } } }',
      variables,
    );
    const release = await buyer.ask(
      'mutation($id: ID!, $key: String!) { releaseHold(holdId: $id, idempotencyKey: $key) { __typename } }',
      variables,
    );
    expect(extend.extendHold).toEqual({ __typename: 'HoldInPayment', orderNo: order.orderNo });
    expect(release.releaseHold.__typename).toBe('HoldInPayment');
  });

  test("an order that is another person's is not there", async () => {
    const { order } = await placeOrder(await office.client().asGuest(), sale, { seats: [24] });
    const stranger = await office.client().asGuest();
    expect(await stranger.ask('query($no: ID!) { order(orderNo: $no) { email } }', { no: order.orderNo })).toEqual({ order: null });
  });

  test('the same key and input give the same hold; another input is a conflict', async () => {
    const buyer = await office.client().asGuest();
    const key = freshKey();
    const once = await hold(buyer, { seats: [26], idempotencyKey: key });
    const twice = await hold(buyer, { seats: [26], idempotencyKey: key });
    expect(twice.data?.['holdTickets'].id).toBe(once.data?.['holdTickets'].id);
    expect((await hold(buyer, { seats: [27], idempotencyKey: key })).errors?.[0]?.extensions.code).toBe('IDEMPOTENCY_CONFLICT');
  });

  test('one order a hold: the same again for the same input, a conflict for another', async () => {
    const buyer = await office.client().asGuest();
    const { hold: held, order } = await placeOrder(buyer, sale, { seats: [28] });
    const input = { holdId: held.id, email: 'ada@example.com', name: 'Ada Lovelace', prices: [], idempotencyKey: freshKey() };
    expect((await buyer.ask(PLACE_ORDER, { input })).placeOrder.orderNo).toBe(order.orderNo);
    const other = await buyer.send(PLACE_ORDER, { input: { ...input, email: 'eve@example.com' } });
    expect(other.errors?.[0]?.extensions.code).toBe('IDEMPOTENCY_CONFLICT');
  });

  test('more than one buyer may have, and a price of another tier', async () => {
    const buyer = await office.client().asGuest();
    const reply = await hold(buyer, { seats: [30, 31, 32, 33, 34, 35, 36, 37, 38] });
    expect(reply.data?.['holdTickets']).toEqual({ __typename: 'HoldLimitReached', limit: 8, inUse: 0 });
    const { holdTickets } = await buyer.ask(HOLD, { input: { eventId: sale.eventId, seats: [30], idempotencyKey: freshKey() } });
    const priceId = '00000000-0000-7000-8000-000000000000';
    const input = {
      holdId: holdTickets.id,
      email: 'a@example.com',
      name: 'A',
      prices: [{ seat: 30, priceId }],
      idempotencyKey: freshKey(),
    };
    expect((await buyer.ask(PLACE_ORDER, { input })).placeOrder).toEqual({ __typename: 'PriceNotAvailable', priceId });
  });
});
