import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { startBoxOffice, type BoxOffice } from '../support/box-office.js';
import { useDisposer } from '../support/disposer.js';
import type { GraphQLClient } from '../support/graphql-client.js';
import { press, placeOrder, startPayment } from '../support/purchase.js';
import { freshKey, openSale, smallChart, START_PAYMENT, type TestSale } from '../support/sale.js';
import { waitFor } from '../support/wait-for.js';

const disposer = useDisposer({ scope: 'file' });
let office: BoxOffice;
let admin: GraphQLClient;
let owner: GraphQLClient;
let others: Record<string, GraphQLClient>;
let sale: TestSale;
/** What the owner has: a hold, an unpaid order, an order with tickets. */
let mine: { holdId: string; unpaid: string; fulfilled: string };

beforeAll(async () => {
  office = await startBoxOffice(disposer);
  admin = await office.client().logIn('admin@example.com');
  owner = await office.client().logIn('buyer@example.com');
  others = { nobody: office.client(), guest: await office.client().asGuest(), customer: await office.client().logIn('buyer2@example.com') };
  sale = await openSale(admin);
  const { holdTickets } = await owner.ask('mutation($input: HoldTicketsInput!) { holdTickets(input: $input) { ... on Hold { id } } }', {
    input: { eventId: sale.eventId, seats: [0], idempotencyKey: freshKey() },
  });
  const unpaid = (await placeOrder(owner, sale, { seats: [1] })).order.orderNo;
  const fulfilled = (await placeOrder(owner, sale, { seats: [2] })).order.orderNo;
  await press(await startPayment(owner, fulfilled), 'approve');
  const status = 'query($no: ID!) { order(orderNo: $no) { status } }';
  await waitFor(async () => (await owner.ask(status, { no: fulfilled })).order.status === 'FULFILLED', { what: 'the tickets' });
  mine = { holdId: holdTickets.id, unpaid, fulfilled };
}, 240_000);

/** @returns the code of the first error, or what the first field gave: its `__typename`, or null. */
async function outcomeOf(client: GraphQLClient, document: string, variables: object): Promise<string | null> {
  const { data, errors } = await client.send(document, variables);
  if (errors !== undefined) return errors[0]!.extensions.code;
  const [value] = Object.values(data!) as ({ __typename: string } | null)[];
  return value?.__typename ?? null;
}

describe("what is another buyer's", () => {
  const key = 'a key of their own';
  const tries = (): [string, string, object, string | null][] => [
    ['hold', 'query($id: ID!) { hold(id: $id) { __typename } }', { id: mine.holdId }, null],
    ['order', 'query($no: ID!) { order(orderNo: $no) { __typename } }', { no: mine.fulfilled }, null],
    [
      'extendHold',
      `mutation($id: ID!) { extendHold(holdId: $id, idempotencyKey: "${key}") { __typename } }`,
      { id: mine.holdId },
      'HoldGone',
    ],
    [
      'releaseHold',
      `mutation($id: ID!) { releaseHold(holdId: $id, idempotencyKey: "${key}") { __typename } }`,
      { id: mine.holdId },
      'HoldGone',
    ],
    [
      'placeOrder',
      'mutation($input: PlaceOrderInput!) { placeOrder(input: $input) { __typename } }',
      { input: { holdId: mine.holdId, email: 'thief@example.com', name: 'T', idempotencyKey: key } },
      'HoldGone',
    ],
    ['startPayment', START_PAYMENT, { input: { orderNo: mine.unpaid, provider: 'sandbox', idempotencyKey: key } }, 'NOT_FOUND'],
    [
      'cancelOrder',
      `mutation($no: ID!) { cancelOrder(orderNo: $no, idempotencyKey: "${key}") { __typename } }`,
      { no: mine.unpaid },
      'NOT_FOUND',
    ],
  ];

  it('is the same as what does not exist, for guests and customers, and needs a session at all', async () => {
    for (const [name, document, variables, expected] of tries()) {
      for (const who of ['guest', 'customer']) expect(await outcomeOf(others[who]!, document, variables), `${name}, ${who}`).toBe(expected);
      expect(await outcomeOf(others['nobody']!, document, variables), name).toBe('UNAUTHENTICATED');
    }
    const left = await owner.ask('query($id: ID!, $no: ID!) { hold(id: $id) { stage } order(orderNo: $no) { status } }', {
      id: mine.holdId,
      no: mine.unpaid,
    });
    expect(left).toEqual({ hold: { stage: 'SELECTING' }, order: { status: 'PENDING' } });
  });

  it('cannot be watched', async () => {
    for (const who of ['nobody', 'guest', 'customer']) {
      const watch = others[who]!.watch('subscription($no: ID!) { orderUpdated(orderNo: $no) { status } }', { no: mine.unpaid });
      await waitFor(() => watch.errors.length > 0, { what: `a refusal for ${who}` });
      expect(JSON.stringify(watch.errors)).toMatch(who === 'nobody' ? 'UNAUTHENTICATED' : 'NOT_FOUND');
      expect(watch.frames).toEqual([]);
    }
  });

  it('has tickets and codes that no page shows', async () => {
    const { order } = await owner.ask('query($no: ID!) { order(orderNo: $no) { tickets { id code } } }', { no: mine.fulfilled });
    const path = `${office.url}/orders/${mine.fulfilled}/tickets/${order.tickets[0].id}/qr.svg`;
    const get = (client: GraphQLClient) =>
      fetch(path, { headers: client.token === null ? {} : { authorization: `Bearer ${client.token}` } });
    expect((await get(owner)).status).toBe(200);
    for (const other of Object.values(others)) expect((await get(other)).status).toBe(404);
  });
});

describe('a draft', () => {
  it('is for staff alone, by whatever way one looks', async () => {
    const { event: real } = await admin.ask('query($id: ID!) { event(id: $id) { show { id } venue { id } chart { id } } }', {
      id: sale.eventId,
    });
    const input = {
      showId: real.show.id,
      venueId: real.venue.id,
      startsAt: '2030-01-02T00:00:00Z',
      saleOpensAt: '2025-01-01T00:00:00Z',
      saleClosesAt: '2030-01-01T00:00:00Z',
      currency: 'EUR',
      tiers: [{ name: 'Floor', kind: 'GENERAL_ADMISSION', capacity: 5, prices: [{ name: 'Standard', amountMinor: 1 }] }],
    };
    const { createEvent } = await admin.ask(
      'mutation($input: CreateEventInput!) { createEvent(input: $input) { ... on Event { id tiers { id } } } }',
      { input },
    );
    const everywhere = `query($id: ID!, $show: ID!) {
      event(id: $id) { id } events(first: 100) { edges { node { id } } } drafts: events(status: DRAFT) { edges { node { id } } }
      show(id: $show) { events { edges { node { id } } } }
      shows(first: 5) { edges { node { events { edges { node { id } } } } } }
    }`;
    const seen = async (client: GraphQLClient) =>
      JSON.stringify(await client.ask(everywhere, { id: createEvent.id, show: real.show.id })).includes(createEvent.id);
    expect(await seen(admin)).toBe(true);
    for (const client of [...Object.values(others), owner]) expect(await seen(client)).toBe(false);
    const watch = owner.watch('subscription($id: ID!) { seatMap(eventId: $id) { __typename } }', { id: createEvent.id });
    await waitFor(() => watch.errors.length > 0, { what: 'a refusal' });
    expect(JSON.stringify(watch.errors)).toContain('NOT_FOUND');
    const places = [{ tierId: createEvent.tiers[0].id, quantity: 1 }];
    const hold = await owner.send('mutation($input: HoldTicketsInput!) { holdTickets(input: $input) { __typename } }', {
      input: { eventId: createEvent.id, places, idempotencyKey: freshKey() },
    });
    expect(hold.errors?.[0]?.extensions.code).toBe('NOT_FOUND');
  });
});

describe('an idempotency key', () => {
  it('of cancelOrder belongs to one order', async () => {
    const buyer = await office.client().asGuest();
    const [first, second] = [await placeOrder(buyer, sale, { seats: [11] }), await placeOrder(buyer, sale, { seats: [12] })];
    const cancel = 'mutation($no: ID!, $key: String!) { cancelOrder(orderNo: $no, idempotencyKey: $key) { __typename } }';
    for (let round = 0; round < 2; round += 1) expect(await outcomeOf(buyer, cancel, { no: first.order.orderNo, key: 'k' })).toBe('Order');
    expect(await outcomeOf(buyer, cancel, { no: second.order.orderNo, key: 'k' })).toBe('IDEMPOTENCY_CONFLICT');
    expect((await buyer.ask('query($no: ID!) { order(orderNo: $no) { status } }', { no: second.order.orderNo })).order.status).toBe(
      'PENDING',
    );
  });
});

describe('a guest who logs in', () => {
  it('stays the buyer of what was ordered before', async () => {
    const guest = await office.client().asGuest();
    const { order } = await placeOrder(guest, sale, { seats: [35] });
    const email = `${randomBytes(6).toString('hex')}@example.com`;
    const password = 'a good long password';
    const register = 'mutation($e: EmailAddress!, $p: String!) { register(email: $e, password: $p, name: "R") { __typename } }';
    await office.client().ask(register, { e: email, p: password });
    await guest.logIn(email, password);
    const query = 'query($no: ID!) { order(orderNo: $no) { timeline { what by } } }';
    expect((await guest.ask(query, { no: order.orderNo })).order.timeline).toEqual([{ what: 'placed', by: 'buyer' }]);
  });
});

describe('an order', () => {
  it('in no language is refused, because its mail could not be written', async () => {
    const input = { holdId: mine.holdId, email: 'a@example.com', name: 'A' };
    for (const locale of ['', 'en-12', 'en-US-US', 'x'.repeat(50), 'de-abcdefgh-abcdefgh', 'en\n']) {
      const reply = await owner.send('mutation($input: PlaceOrderInput!) { placeOrder(input: $input) { __typename } }', {
        input: { ...input, locale, idempotencyKey: freshKey() },
      });
      expect(reply.errors?.[0]?.extensions, locale).toMatchObject({ code: 'BAD_USER_INPUT', problems: [{ path: 'locale' }] });
    }
  });
});

describe('the same address, registered many times at once', () => {
  it('gets one account; the others are told', async () => {
    const email = `${randomBytes(6).toString('hex')}@example.com`;
    const register = 'mutation($e: EmailAddress!) { register(email: $e, password: "a good long password", name: "R") { __typename } }';
    const clients = await Promise.all(Array.from({ length: 6 }, (_, at) => (at % 2 ? office.client() : office.client().asGuest())));
    const cases = [email, email.toUpperCase()];
    const outcomes = await Promise.all(clients.map((client, at) => outcomeOf(client, register, { e: cases[at % 2] })));
    expect(outcomes.toSorted()).toEqual([...Array.from({ length: 5 }, () => 'EmailTaken'), 'Session']);
  });
});

describe('staff', () => {
  it('find orders by number however typed, by part of an e-mail address or name, and by nothing that merely looks like a pattern', async () => {
    const { order } = await placeOrder(owner, sale, { seats: [20], email: 'Grace.Hopper@navy.example' });
    const no: string = order.orderNo;
    const search = async (text: string, more = '') => {
      const query = `query($s: String) { orders(search: $s ${more}) { edges { node { orderNo } } } }`;
      return (await admin.ask(query, { s: text })).orders.edges.map((edge: any) => edge.node.orderNo);
    };
    for (const text of [` ${no.slice(0, 4).toLowerCase()} ${no.slice(4, 8)}-${no.slice(8)} `, 'grace.hopper@NAVY.example', 'hopper@navy']) {
      expect(await search(text), text).toEqual([no]);
    }
    expect(await search('lovelace')).toContain(no);
    for (const text of ['gr%navy', 'grace_hopper', '\\', 'a\0b']) expect(await search(text), text).toEqual([]);
    expect(await search('lovelace', ', eventId: "no id"')).toEqual([]);
    expect(await search('lovelace', `, eventId: "${sale.eventId}", status: PENDING`)).toContain(no);
  });

  it('leave a trace in the audit trail with every change', async () => {
    const trail = async () => {
      const query = '{ audit(first: 100) { edges { node { action actor } } } me { id } }';
      const { audit, me } = await admin.ask(query);
      return audit.edges.filter(({ node }: any) => node.actor === me.id).map(({ node }: any) => node.action as string);
    };
    const { eventId } = await openSale(admin);
    const { event } = await admin.ask('query($id: ID!) { event(id: $id) { show { id } } }', { id: eventId });
    await admin.ask('mutation($id: ID!) { updateShow(id: $id, title: "Renamed") { id } }', { id: event.show.id });
    await admin.ask('mutation($id: ID!) { updateEvent(input: { id: $id, maxPerBuyer: 3 }) { __typename } }', { id: eventId });
    for (const move of ['pauseSale', 'openSale', 'closeSale'])
      await admin.ask(`mutation($id: ID!) { ${move}(eventId: $id) { __typename } }`, { id: eventId });
    await admin.ask('mutation { setRole(email: "buyer2@example.com", role: CUSTOMER) { id } }');
    expect(new Set(await trail())).toEqual(
      new Set(
        ['venue.create', 'chart.import', 'show.create', 'show.update', 'event.create', 'event.update', 'person.setRole'].concat(
          ['prepareSale', 'openSale', 'pauseSale', 'closeSale'].map((move) => `event.${move}`),
        ),
      ),
    );
    expect(await outcomeOf(admin, 'mutation { setRole(email: "nobody@example.com", role: STAFF) { __typename } }', {})).toBe('NOT_FOUND');
    expect(await outcomeOf(admin, 'mutation { setRole(email: "buyer2@example.com", role: GUEST) { __typename } }', {})).toBe(
      'BAD_USER_INPUT',
    );
  });

  it('who are staff no more stop seeing the orders of others', async () => {
    const email = `${randomBytes(6).toString('hex')}@example.com`;
    const password = 'a good long password';
    await office.client().ask('mutation($e: EmailAddress!, $p: String!) { register(email: $e, password: $p, name: "S") { __typename } }', {
      e: email,
      p: password,
    });
    const setRole = 'mutation($e: EmailAddress!, $r: Role!) { setRole(email: $e, role: $r) { id } }';
    await admin.ask(setRole, { e: email, r: 'STAFF' });
    const clerk = await office.client().logIn(email, password);
    const buyer = await office.client().asGuest();
    const { order } = await placeOrder(buyer, sale, { seats: [30] });
    const watch = clerk.watch('subscription($no: ID!) { orderUpdated(orderNo: $no) { status } }', { no: order.orderNo });
    await watch.until((frame) => frame.orderUpdated.status === 'PENDING');
    await admin.ask(setRole, { e: email, r: 'CUSTOMER' });
    await waitFor(() => watch.errors.length > 0, { timeoutMs: 60_000, what: 'the watch to be refused' });
    await buyer.ask(`mutation($no: ID!) { cancelOrder(orderNo: $no, idempotencyKey: "${freshKey()}") { __typename } }`, {
      no: order.orderNo,
    });
    expect(watch.frames.map((frame) => frame.orderUpdated.status)).toEqual(['PENDING']);
  }, 240_000);

  it('alone may import a chart', async () => {
    const document = smallChart(1, 2);
    const mutation = 'mutation($d: JSON!) { importChart(input: { venueId: "x", name: "x", document: $d }) { __typename } }';
    expect(await outcomeOf(owner, mutation, { d: document })).toBe('FORBIDDEN');
    expect(await outcomeOf(others['nobody']!, mutation, { d: document })).toBe('UNAUTHENTICATED');
  });
});
