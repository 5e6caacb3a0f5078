import { graphql } from 'graphql';
import { expect, test } from 'vitest';
import { newId } from '../../src/domain/id.js';
import type { GraphQLContext } from '../../src/resolvers/context.js';
import { createLoaders } from '../../src/resolvers/loaders.js';
import { RESOLVERS } from '../../src/resolvers/index.js';
import { createSchema } from '../../src/schema/schema.js';
import { OrderService } from '../../src/services/order.service.js';
import { newOrderNo } from '../../src/domain/order-number.js';
import { NO_COOKIE } from '../../src/transport/session.token.js';
import { useDisposer } from '../support/disposer.js';
import { inDays, openEvent, openHouse, STAFF, type House } from './catalogue.fixture.js';

const disposer = useDisposer();
const schema = createSchema(RESOLVERS);

/** Asks as staff with an empty cache. @returns the answer and the texts of the statements that it took. */
async function statementsOf(house: House, source: string, variableValues: object) {
  const { ledger } = house;
  const orders = new OrderService({ ...house, events: house.reader, feed: null as never, onLedgerConflict: () => undefined });
  const services = { ...house.services, orders } as unknown as GraphQLContext['services'];
  const names: string[] = [];
  const { pool } = ledger;
  const query = pool.query.bind(pool) as (...call: unknown[]) => Promise<unknown>;
  const noting = (statement: { name?: string; text: string }, ...rest: unknown[]) => {
    // Prisma has a text for each length of a list.
    names.push(statement.text.replaceAll(/ = \$\d+| IN \([$\d,]+\)/g, ' IN (...)').replaceAll(/\$\d+/g, '$'));
    return query(statement, ...rest);
  };
  pool.query = noting as typeof pool.query;
  const contextValue = { viewer: STAFF, services, loaders: createLoaders(services), cookie: NO_COOKIE };
  const { data, errors } = await graphql({ schema, source, variableValues: { ...variableValues }, contextValue });
  if (errors) throw new Error(errors.map(String).join('; '), { cause: errors[0]?.originalError });
  return { data: data as Record<string, any>, names };
}

const EVENTS = 8;

/** Events of shows and houses of their own, far in the future, so that they end the list. */
async function manyEvents(house: House, startsAt: Date) {
  const events = [];
  for (let at = 0; at < EVENTS; at += 1) events.push(await openEvent(house, { startsAt }));
  return events;
}

test('a page of events with all that belongs to them takes as many statements as a page of one', async () => {
  const house = openHouse(disposer);
  const startsAt = inDays(20_000 + Math.floor(Math.random() * 100_000));
  await manyEvents(house, startsAt);
  const query = `query($after: String, $first: Int!) { events(first: $first, after: $after) { edges { node {
    startsAt show { title events(first: 1) { edges { cursor } } } venue { name } status soldOut tiers { available prices { amount { amountMinor } } } seatMap { seatCount }
  } } } }`;
  const after = Buffer.from(JSON.stringify([new Date(startsAt.getTime() - 1).toISOString(), newId()])).toString('base64url');
  const fresh = () => openHouse(disposer);
  const many = await statementsOf(fresh(), query, { first: EVENTS, after });
  expect(many.data['events'].edges.map(({ node }: any) => node.startsAt.getTime())).toEqual(
    Array.from({ length: EVENTS }, () => startsAt.getTime()),
  );
  const one = await statementsOf(fresh(), query, { first: 1, after });
  expect(many.names.toSorted()).toEqual(one.names.toSorted());
});

test('a page of orders with their events, lines and timelines takes as many statements as a page of one', async () => {
  const house = openHouse(disposer);
  const person = (await house.services.sessions.startGuestSession()).user.id;
  const name = `Buyer ${newId()}`;
  for (const event of await manyEvents(house, inDays(30))) {
    const tier = event.tiers[1]!;
    const items = [{ id: newId(), tierId: tier.id, priceId: tier.prices[0]!.id, seatIndex: null, amountMinor: 1500 }];
    const of = {
      personId: person,
      eventId: event.id,
      holdEpoch: 1,
      holdSerial: 1,
      email: 'a@example.com',
      name,
      phone: null,
      locale: 'en',
    };
    const placed = await house.orders.place({
      ...of,
      orderNo: newOrderNo(),
      currency: 'EUR',
      idempotencyKey: event.id,
      inputHash: 'x',
      payByMs: Date.now() + 60_000,
      items,
    });
    expect(placed.kind).toBe('PLACED');
  }
  const query = `query($name: String!, $first: Int!) { orders(search: $name, first: $first) { edges { node {
    orderNo event { id show { title } venue { name } tiers { name } } items { tier { name } price { name } seat { label } } timeline { what }
  } } } }`;
  const many = await statementsOf(openHouse(disposer), query, { name, first: EVENTS });
  expect(new Set(many.data['orders'].edges.map(({ node }: any) => node.event.id)).size).toBe(EVENTS);
  const one = await statementsOf(openHouse(disposer), query, { name, first: 1 });
  expect(many.names.toSorted().join()).toBe(one.names.toSorted().join());
});

test.each([1, 3, 100])('lists are walked through in pages of %i, each entry once', async (first) => {
  const house = openHouse(disposer);
  const startsAt = inDays(20_000 + Math.floor(Math.random() * 100_000));
  const events = await manyEvents(house, startsAt);
  const query = `query($after: String, $first: Int!) { events(first: $first, after: $after) {
    edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  } }`;
  const seen: string[] = [];
  let after = Buffer.from(JSON.stringify([new Date(startsAt.getTime() - 1).toISOString(), newId()])).toString('base64url');
  for (let more = true; more;) {
    const { edges, pageInfo } = (await statementsOf(house, query, { first, after })).data['events'];
    const ofThisTest = edges.filter(({ node }: any) => events.some((event) => event.id === node.id));
    seen.push(...ofThisTest.map(({ node }: any) => node.id));
    expect([pageInfo.startCursor, pageInfo.endCursor]).toEqual([edges[0].cursor, edges.at(-1).cursor]);
    after = pageInfo.endCursor;
    more = pageInfo.hasNextPage && ofThisTest.length > 0;
  }
  expect(seen.toSorted()).toEqual(events.map((event) => event.id).toSorted());
});
