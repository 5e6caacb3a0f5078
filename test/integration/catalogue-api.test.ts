import { graphql } from 'graphql';
import { expect, test } from 'vitest';
import { newId } from '../../src/domain/id.js';
import type { Viewer } from '../../src/domain/viewer.js';
import type { GraphQLContext, SessionCookie } from '../../src/resolvers/context.js';
import { createCatalogueLoaders } from '../../src/resolvers/loaders.catalogue.js';
import { RESOLVERS } from '../../src/resolvers/index.js';
import { createSchema } from '../../src/schema/schema.js';
import { NO_COOKIE } from '../../src/transport/session.token.js';
import { smallChart } from '../support/sale.js';
import { useDisposer } from '../support/disposer.js';
import { createEvent, holdSome, inDays, openEvent, openHouse, STAFF, type House } from './catalogue.fixture.js';

const disposer = useDisposer();

const schema = createSchema(RESOLVERS);
const ADMIN: Viewer = { ...STAFF, role: 'ADMIN' };

/** Asks as somebody, without the entrance's limits. */
async function ask(house: House, viewer: Viewer | null, source: string, variableValues = {}, cookie: SessionCookie = NO_COOKIE) {
  const services = house.services as GraphQLContext['services'];
  const contextValue = { viewer, services, loaders: createCatalogueLoaders(services), cookie };
  const { data, errors } = await graphql({ schema, source, variableValues, contextValue });
  return { data: data as Record<string, any>, errors };
}

async function answer(house: House, viewer: Viewer | null, source: string, variables = {}): Promise<Record<string, any>> {
  const { data, errors } = await ask(house, viewer, source, variables);
  if (errors) throw new Error(errors.map(String).join('; '), { cause: errors[0]?.originalError });
  return data;
}

const EVENT = `query($id: ID!) { event(id: $id) {
  id revision status soldOut maxPerBuyer saleOpensAt waitingRoom { active } show { title } venue { name timezone charts { name } }
  chart { hash layoutUrl seatCount categories sections { name rows { label seats { index label x y category accessible } } } }
  tiers { id name kind category color capacity available prices { name amount { amountMinor currency } from until } }
  seatMap { cursor { epoch version } at seatCount states places { tierId available } }
  seats(section: "Hall", row: "2") { seat { index label } state }
  byLabel: seatsByLabel(labels: ["Hall, row 1, seat 2", "Hall, row 1, seat 1"]) { seat { index } state }
} }`;

test('one event with everything on its page', async () => {
  const house = openHouse(disposer);
  const event = await openEvent(house);
  await holdSome(house, event, newId(), { seats: [1, 5], places: 3 });
  const page = (await answer(house, null, EVENT, { id: event.id })).event;
  expect(page).toMatchObject({ status: 'ON_SALE', soldOut: false, waitingRoom: null, venue: { charts: [{ name: 'Hall' }] } });
  expect(page.chart).toMatchObject({ layoutUrl: `/charts/${page.chart.hash}.json`, seatCount: 10, categories: ['Stalls'] });
  expect(page.chart.sections[0].rows[1].seats[0]).toEqual({
    index: 5,
    label: 'Hall, row 2, seat 1',
    x: 0,
    y: 30,
    category: 'Stalls',
    accessible: false,
  });
  expect(page.tiers.map((tier: any) => [tier.name, tier.capacity, tier.available])).toEqual([
    ['Stalls', 10, 8],
    ['Standing', 20, 17],
  ]);
  expect(page.tiers[0].prices[1]).toEqual({ name: 'Child', amount: { amountMinor: 2000, currency: 'EUR' }, from: null, until: null });
  expect(page.seatMap).toMatchObject({ seatCount: 10, cursor: { epoch: 1 }, places: [{ tierId: event.tiers[1]!.id, available: 17 }] });
  expect([...Buffer.from(page.seatMap.states, 'base64')]).toEqual([0b00010000, 0b00010000, 0]);
  expect(page.seats.map((entry: any) => entry.state)).toEqual(['HELD', 'FREE', 'FREE', 'FREE', 'FREE']);
  expect(page.byLabel).toEqual([
    { seat: { index: 1 }, state: 'HELD' },
    { seat: { index: 0 }, state: 'FREE' },
  ]);
});

test('an event that is not prepared has no map, and one whose units are all taken for good is sold out', async () => {
  const house = openHouse(disposer);
  const draft = await createEvent(house);
  expect((await answer(house, STAFF, EVENT, { id: draft.id })).event).toMatchObject({
    status: 'DRAFT',
    seatMap: null,
    soldOut: false,
    tiers: [{ available: 0 }, {}],
  });
  expect((await answer(house, null, EVENT, { id: draft.id })).event).toBeNull();
  const event = await openEvent(house);
  const seats = event.tiers[0]!.capacity;
  await house.inventory.confirm({
    eventId: event.id,
    epoch: 1,
    serial: 1,
    orderNo: 'ORDER0000001',
    buyer: newId(),
    seats: Array.from({ length: seats }, (_, index) => ({ index, tier: 0 })),
    places: [{ tier: 1, quantity: 20 }],
  });
  expect((await answer(house, null, EVENT, { id: event.id })).event).toMatchObject({
    soldOut: true,
    tiers: [{ available: 0 }, { available: 0 }],
  });
});

test('labels that do not exist are named, each with its place', async () => {
  const house = openHouse(disposer);
  const event = await openEvent(house);
  const query = 'query($id: ID!, $labels: [String!]!) { event(id: $id) { seatsByLabel(labels: $labels) { state } } }';
  const { errors } = await ask(house, null, query, { id: event.id, labels: ['Hall, row 1, seat 1', 'Hall, row 9, seat 1'] });
  expect(errors?.[0]?.originalError).toMatchObject({ code: 'BAD_USER_INPUT', problems: [{ path: 'labels[1]' }] });
  const many = await ask(house, null, query, { id: event.id, labels: Array.from({ length: 101 }, () => 'x') });
  expect(many.errors?.[0]?.originalError).toMatchObject({ code: 'BAD_USER_INPUT', problems: [{ path: 'labels' }] });
});

test('staff build a sale from nothing', async () => {
  const house = openHouse(disposer);
  const staff = (source: string, variables = {}) => answer(house, STAFF, source, variables);
  const { createVenue } = await staff('mutation { createVenue(name: "House", timezone: "Europe/Berlin") { id } }');
  const { importChart } = await staff(
    'mutation($input: ImportChartInput!) { importChart(input: $input) { __typename ... on Chart { id seatCount } } }',
    {
      input: { venueId: createVenue.id, name: 'Hall', document: smallChart(1, 3) },
    },
  );
  expect(importChart).toMatchObject({ __typename: 'Chart', seatCount: 3 });
  const { createShow } = await staff('mutation { createShow(title: "Show", description: "") { id } }');
  const EVENT_RESULT =
    '{ __typename ... on Event { id status revision } ... on InvalidEvent { problems { path } } ... on WrongEventStatus { status allowedFrom } }';
  const tier = { name: 'Stalls', kind: 'SEATED', category: 'Stalls', prices: [{ name: 'Standard', amountMinor: 100 }] };
  const input = {
    showId: createShow.id,
    venueId: createVenue.id,
    chartId: importChart.id,
    startsAt: inDays(3),
    saleOpensAt: inDays(1),
    saleClosesAt: inDays(2),
    currency: 'EUR',
  };
  const create = `mutation($input: CreateEventInput!) { createEvent(input: $input) ${EVENT_RESULT} }`;
  const refused = (await staff(create, { input: { ...input, tiers: [{ ...tier, category: null, prices: [] }] } })).createEvent;
  expect(refused).toMatchObject({
    __typename: 'InvalidEvent',
    problems: expect.arrayContaining([{ path: 'tiers[0].category' }, { path: 'tiers[0].prices' }]),
  });
  const { id } = (await staff(create, { input: { ...input, tiers: [tier] } })).createEvent;
  const move = async (name: string) => (await staff(`mutation($id: ID!) { result: ${name}(eventId: $id) ${EVENT_RESULT} }`, { id })).result;
  expect(await move('openSale')).toEqual({
    __typename: 'WrongEventStatus',
    status: 'DRAFT',
    allowedFrom: ['PREPARED', 'PAUSED', 'ON_SALE'],
  });
  const statuses = [];
  for (const name of ['prepareSale', 'openSale', 'pauseSale', 'closeSale']) statuses.push((await move(name)).status);
  expect(statuses).toEqual(['PREPARED', 'ON_SALE', 'PAUSED', 'CLOSED']);
  const { sales } = (
    await staff('query($id: ID!) { event(id: $id) { sales { gross { amountMinor } balanced tiers { tier { name } free sold } } } }', { id })
  ).event;
  expect(sales).toEqual({ gross: { amountMinor: 0 }, balanced: true, tiers: [{ tier: { name: 'Stalls' }, free: 3, sold: 0 }] });
  const { audit } = await staff(
    'query($s: String) { audit(first: 2, subject: $s) { edges { node { action actor subject detail } } pageInfo { hasNextPage } } }',
    { s: `event:${id}` },
  );
  expect(audit).toMatchObject({ edges: [{ node: { action: 'event.closeSale' } }, {}], pageInfo: { hasNextPage: true } });
});

test('shows with their events are read together, and each has its own', async () => {
  const house = openHouse(disposer);
  const events = [await openEvent(house), await openEvent(house)];
  const fields = '{ title events(first: 1) { edges { cursor node { id status } } pageInfo { hasNextPage } } }';
  const data = await answer(
    house,
    null,
    `query($a: ID!, $b: ID!) { a: show(id: $a) ${fields} b: show(id: $b) ${fields} none: show(id: "x") { id } }`,
    {
      a: events[0]!.showId,
      b: events[1]!.showId,
    },
  );
  expect([data['a'], data['b']].map((show) => show.events.edges[0].node.id)).toEqual(events.map((event) => event.id));
  expect(data['none']).toBeNull();
});

test('sessions over the API: guest, register, me, log in, log out', async () => {
  const house = openHouse(disposer);
  const email = `${newId()}@example.com`;
  const SESSION = '{ __typename ... on Session { token user { id role email } } ... on Failure { message } }';
  const { startGuestSession: guest } = await answer(
    house,
    null,
    'mutation { startGuestSession { token expiresAt user { id role email name } } }',
  );
  const viewer = await house.services.sessions.sessionByToken(guest.token);
  expect((await answer(house, viewer, '{ me { id role } serverTime }')).me).toEqual({ id: guest.user.id, role: 'GUEST' });
  expect((await answer(house, null, '{ me { id } }')).me).toBeNull();
  const register = `mutation($e: EmailAddress!, $p: String!) { register(email: $e, password: $p, name: "Ada") ${SESSION} }`;
  expect((await answer(house, viewer, register, { e: email, p: 'short' })).register).toMatchObject({
    __typename: 'WeakPassword',
    message: expect.stringContaining('10'),
  });
  const { register: account } = await answer(house, viewer, register, { e: email, p: 'a good long password' });
  expect(account).toMatchObject({ __typename: 'Session', user: { id: guest.user.id, role: 'CUSTOMER', email } });
  const login = `mutation($e: EmailAddress!, $p: String!) { login(email: $e, password: $p) ${SESSION} }`;
  expect((await answer(house, null, login, { e: email, p: 'wrong' })).login.__typename).toBe('InvalidCredentials');
  const { login: session } = await answer(house, null, login, { e: email, p: 'a good long password' });
  const customer = await house.services.sessions.sessionByToken(session.token);
  expect((await answer(house, customer, 'mutation { logout }')).logout).toBe(true);
  expect(await house.services.sessions.sessionByToken(session.token)).toBeNull();
  const { setRole } = await answer(house, ADMIN, 'mutation($e: EmailAddress!) { setRole(email: $e, role: STAFF) { role email } }', {
    e: email,
  });
  expect(setRole).toEqual({ role: 'STAFF', email });
  for (const [viewer, code] of [
    [null, 'UNAUTHENTICATED'],
    [STAFF, 'FORBIDDEN'],
  ] as const) {
    const { errors } = await ask(house, viewer, 'mutation { setRole(email: "a@example.com", role: ADMIN) { id } }');
    expect(errors?.[0]?.originalError).toMatchObject({ code });
  }
});

test('a session that goes into the cookie is not in the reply as well, and logging out takes it away', async () => {
  const house = openHouse(disposer);
  const jar: string[] = [];
  const cookie = { offer: (token: string) => jar.push(token) === 1, clear: () => void jar.splice(0) };
  const { data } = await ask(house, null, 'mutation { startGuestSession { token user { id } } }', {}, cookie);
  expect(data['startGuestSession'].token).toBe('');
  const viewer = await house.services.sessions.sessionByToken(jar[0]!);
  expect(viewer?.personId).toBe(data['startGuestSession'].user.id);
  await ask(house, viewer, 'mutation { logout }', {}, cookie);
  expect(jar).toEqual([]);
});
