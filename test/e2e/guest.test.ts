import { beforeAll, expect, test } from 'vitest';
import { startBoxOffice, type BoxOffice } from '../support/box-office.js';
import { useDisposer } from '../support/disposer.js';
import type { GraphQLClient } from '../support/graphql-client.js';
import { placeOrder, press, startPayment } from '../support/purchase.js';
import { freshKey, HOLD, openSale } from '../support/sale.js';
import { eventually, waitFor } from '../support/wait-for.js';

const disposer = useDisposer({ scope: 'file' });
let office: BoxOffice;
let staff: GraphQLClient;

beforeAll(async () => {
  office = await startBoxOffice(disposer);
  staff = await office.client().logIn('admin@example.com');
}, 240_000);

const ME =
  '{ me { role holds { id stage seats { index } total { amountMinor } } orders(first: 5) { edges { node { orderNo status } } } } }';
const WATCH_ORDER = 'subscription($no: ID!) { orderUpdated(orderNo: $no) { status } }';
const holdOf = (client: GraphQLClient, eventId: string, seats: number[]) =>
  client.ask(HOLD, { input: { eventId, seats, places: [], idempotencyKey: freshKey() } }).then((data) => data.holdTickets);

test('a guest with a hold and an order logs in while paying: the account has both, and the tickets', async () => {
  const sale = await openSale(staff, { maxPerBuyer: 3 });
  const guest = await office.client().asGuest();
  const { order } = await placeOrder(guest, sale, { seats: [0, 1] });
  const page = await startPayment(guest, order.orderNo);
  const account = await office.client().logIn('buyer2@example.com');
  await holdOf(account, sale.eventId, [5]);
  await holdOf(account, sale.eventId, [6]);
  await holdOf(guest, sale.eventId, [2]);
  const [login] = await Promise.all([
    guest.ask('mutation { login(email: "buyer2@example.com", password: "aisle-demo") { __typename ... on Session { token } } }'),
    press(page, 'approve'),
  ]);
  // The guest is nobody any more, and the account has everything.
  expect((await guest.send(ME)).errors?.[0]?.extensions.code ?? (await guest.ask(ME)).me).toSatisfy(
    (seen: unknown) => seen === 'UNAUTHENTICATED' || seen === null,
  );
  account.token = login.login.token;
  const watch = account.watch(WATCH_ORDER, { no: order.orderNo });
  await watch.until((frame) => frame.orderUpdated.status === 'FULFILLED', 'the account to see its tickets');
  const { me } = await account.ask(ME);
  expect(me.orders.edges.map((edge: any) => edge.node)).toContainEqual({ orderNo: order.orderNo, status: 'FULFILLED' });
  // What is paid is a hold until the map has heard of the sale, which is another job.
  await eventually(async () => {
    const { holds } = (await account.ask(ME)).me;
    const indexes = (holds as { seats: { index: number }[] }[]).flatMap(({ seats }) => seats.map(({ index }) => index));
    expect(indexes.toSorted((a, b) => a - b)).toEqual([2, 5, 6]);
  });
  // Five units of three: what it has it keeps, more it does not get.
  expect(await holdOf(account, sale.eventId, [9])).toMatchObject({ __typename: 'HoldLimitReached', limit: 3, inUse: 5 });
});

test('an order is watched by its buyer and by nobody else', async () => {
  const sale = await openSale(staff);
  const buyer = await office.client().asGuest();
  const { order } = await placeOrder(buyer, sale, { seats: [0] });
  const mine = buyer.watch(WATCH_ORDER, { no: order.orderNo });
  await mine.until((frame) => frame.orderUpdated.status === 'PENDING', 'the order as it is');
  const others = [await office.client().asGuest(), office.client()].map((client) => client.watch(WATCH_ORDER, { no: order.orderNo }));
  await waitFor(() => others.every((watch) => watch.errors.length > 0 || watch.ended), { what: 'the others to be refused' });
  expect(others.flatMap((watch) => watch.frames)).toEqual([]);
  await buyer.ask('mutation($no: ID!, $key: String!) { cancelOrder(orderNo: $no, idempotencyKey: $key) { __typename } }', {
    no: order.orderNo,
    key: freshKey(),
  });
  await mine.until((frame) => frame.orderUpdated.status === 'CANCELLED', 'the buyer to see it cancelled');
  expect(others.flatMap((watch) => watch.frames)).toEqual([]);
});

test('a hold that is over is nobody’s: no query shows it, and its seat is free for the next one', async () => {
  const hasty = await startBoxOffice(disposer, { HOLD_SECONDS: '5' });
  const sale = await openSale(await hasty.client().logIn('admin@example.com'));
  const buyer = await hasty.client().asGuest();
  const hold = await holdOf(buyer, sale.eventId, [4]);
  const seen = async () =>
    (await buyer.ask('query($id: ID!) { hold(id: $id) { stage expiresInMs } me { holds { id } } }', { id: hold.id })) as any;
  expect(await seen()).toMatchObject({ hold: { stage: 'SELECTING' }, me: { holds: [{ id: hold.id }] } });
  await eventually(async () => expect(await seen()).toEqual({ hold: null, me: { holds: [] } }), { everyMs: 200 });
  expect((await holdOf(await hasty.client().asGuest(), sale.eventId, [4])).__typename).toBe('Hold');
});
