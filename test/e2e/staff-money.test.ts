import { beforeAll, expect, test } from 'vitest';
import { startBoxOffice, type BoxOffice } from '../support/box-office.js';
import { useDisposer } from '../support/disposer.js';
import type { GraphQLClient } from '../support/graphql-client.js';
import { buy, placeOrder } from '../support/purchase.js';
import { freshKey, openSale, START_PAYMENT, type TestSale } from '../support/sale.js';
import { eventually } from '../support/wait-for.js';

const disposer = useDisposer({ scope: 'file' });
let office: BoxOffice;
let staff: GraphQLClient;

beforeAll(async () => {
  office = await startBoxOffice(disposer);
  staff = await office.client().logIn('admin@example.com');
}, 240_000);

const REFUND = `mutation($input: RefundOrderInput!) { refundOrder(input: $input) {
  __typename ... on Refund { id status amount { amountMinor } items { seat { label } } } ... on NothingToRefund { message orderStatus } } }`;
const ORDER = `query($no: ID!) { order(orderNo: $no) { status failureCode refunded { amountMinor } items { id live }
  refunds { id status reason amount { amountMinor } items { id } } payments { status refunded { amountMinor } } tickets { status }
  timeline { what by } } }`;
const EVENT = `query($id: ID!) { event(id: $id) { status cancellation { orders givenBack refundsDone refundsFailed }
  sales { captured { amountMinor } refunded { amountMinor } liveTicketValue { amountMinor } promised { amountMinor } balanced unbalancedOrders } } }`;

const orderOf = async (client: GraphQLClient, no: string) => (await client.ask(ORDER, { no })).order;
const eventOf = async (sale: TestSale) => (await staff.ask(EVENT, { id: sale.eventId })).event;
const refund = async (input: object) =>
  (await staff.ask(REFUND, { input: { reason: 'Broken arm', idempotencyKey: freshKey(), ...input } })).refundOrder;

test('staff give one of three places back: the buyer sees it, the money is back, and the sale adds up', async () => {
  const sale = await openSale(staff, { standing: 3 });
  const buyer = await office.client().asGuest();
  const orderNo = await buy(buyer, sale, { places: 3 });
  const { items } = await orderOf(buyer, orderNo);
  const input = { orderNo, items: [items[0].id], idempotencyKey: freshKey() };
  const given = await refund(input);
  expect(given).toMatchObject({ __typename: 'Refund', items: [{ seat: null }] });
  expect(await refund(input)).toMatchObject({ id: given.id });
  await eventually(async () => {
    expect(await orderOf(buyer, orderNo)).toMatchObject({
      status: 'FULFILLED',
      refunds: [{ id: given.id, status: 'DONE', reason: 'Broken arm' }],
      payments: [{ status: 'CAPTURED', refunded: given.amount }],
      refunded: given.amount,
    });
  });
  const after = await orderOf(buyer, orderNo);
  expect(after.tickets.map((ticket: { status: string }) => ticket.status).toSorted()).toEqual(['VALID', 'VALID', 'VOID']);
  expect(after.timeline).toEqual(expect.arrayContaining([expect.objectContaining({ what: 'refund-begun', by: 'staff' })]));
  expect((await eventOf(sale)).sales).toMatchObject({ refunded: given.amount, balanced: true, unbalancedOrders: [] });
  // The place can be bought again.
  const other = await office.client().asGuest();
  await eventually(async () => void (await placeOrder(other, sale, { places: 1 })));
});

test('a second refund of the same, one of an unpaid order and one by a buyer are refused', async () => {
  const sale = await openSale(staff);
  const buyer = await office.client().asGuest();
  const orderNo = await buy(buyer, sale, { seats: [0] });
  expect(await refund({ orderNo, returnTo: 'BLOCKED' })).toMatchObject({ __typename: 'Refund' });
  expect(await refund({ orderNo })).toMatchObject({ __typename: 'NothingToRefund', orderStatus: 'REFUNDED' });
  const { order } = await placeOrder(buyer, sale, { seats: [5] });
  expect(await refund({ orderNo: order.orderNo })).toMatchObject({ __typename: 'NothingToRefund', orderStatus: 'PENDING' });
  const wish = { input: { orderNo, reason: 'x', idempotencyKey: freshKey() } };
  await expect(buyer.ask(REFUND, wish)).rejects.toThrow();
});

test('an event that is called off gives everybody their money back, and staff see how far it has come', async () => {
  const sale = await openSale(staff);
  const buyers = await Promise.all([0, 2, 4].map(async (seat) => ({ seat, client: await office.client().asGuest() })));
  const orderNos = await Promise.all(buyers.map(({ client, seat }) => buy(client, sale, { seats: [seat, seat + 1] })));
  expect(await eventOf(sale)).toMatchObject({ cancellation: null, sales: { balanced: true } });
  await staff.ask('mutation($id: ID!) { cancelEvent(eventId: $id, reason: "Storm") { __typename } }', { id: sale.eventId });
  await eventually(
    async () => expect((await eventOf(sale)).cancellation).toEqual({ orders: 3, givenBack: 3, refundsDone: 3, refundsFailed: 0 }),
    { timeoutMs: 60_000 },
  );
  const { sales } = await eventOf(sale);
  expect(sales).toMatchObject({ balanced: true, liveTicketValue: { amountMinor: 0 }, captured: sales.refunded });
  const order = await orderOf(buyers[0]!.client, orderNos[0]!);
  expect(order).toMatchObject({ status: 'REFUNDED', failureCode: 'EVENT_CANCELLED', refunds: [{ status: 'DONE', reason: 'Storm' }] });
});

test("staff take cash for a buyer's order, and see what the till told", async () => {
  const sale = await openSale(staff);
  const buyer = await office.client().asGuest();
  const { order } = await placeOrder(buyer, sale, { seats: [0, 1] });
  const { orderNo } = order;
  const wish = { input: { orderNo, provider: 'box-office', idempotencyKey: freshKey() } };
  await expect(buyer.ask(START_PAYMENT, wish)).rejects.toThrow();
  expect((await staff.ask(START_PAYMENT, wish)).startPayment).toMatchObject({ __typename: 'PaymentSession', redirectUrl: null });
  await eventually(async () =>
    expect(await orderOf(buyer, orderNo)).toMatchObject({ status: 'FULFILLED', payments: [{ status: 'CAPTURED' }] }),
  );
  // Others of the tests before may come in late.
  const { paymentEvents } = await staff.ask('{ paymentEvents(first: 50) { edges { node { provider type orderNo parkedWhy } } } }');
  const ofOrder = paymentEvents.edges.filter(({ node }: { node: { orderNo: string | null } }) => node.orderNo === orderNo);
  expect(ofOrder).toEqual([{ node: { provider: 'box-office', type: 'captured', orderNo, parkedWhy: null } }]);
  expect((await eventOf(sale)).sales.balanced).toBe(true);
});
