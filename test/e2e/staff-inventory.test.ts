import pg from 'pg';
import { Redis } from 'ioredis';
import { beforeAll, describe, expect, test } from 'vitest';
import { startBoxOffice, type BoxOffice } from '../support/box-office.js';
import { useDisposer } from '../support/disposer.js';
import type { GraphQLClient } from '../support/graphql-client.js';
import { buy, placeOrder } from '../support/purchase.js';
import { freshKey, HOLD, openSale, type TestSale } from '../support/sale.js';
import { eventually, waitFor } from '../support/wait-for.js';

const disposer = useDisposer({ scope: 'file' });
let office: BoxOffice;
let staff: GraphQLClient;
let ledger: pg.Pool;
let redis: Redis;

beforeAll(async () => {
  // The worker's own look would mend what is planted here before staff see it.
  office = await startBoxOffice(disposer, { RECONCILE_INVENTORY_SECONDS: '36000' });
  staff = await office.client().logIn('admin@example.com');
  ledger = disposer.own(new pg.Pool({ connectionString: office.databaseUrl, max: 1 }));
  redis = disposer.own(new Redis(office.redis.redisUrl));
}, 240_000);

const REPORT = '{ free held sold blocked mismatches { kind seat tierId redis ledger } }';
const reconcile = async (sale: TestSale) =>
  (await staff.ask(`query($id: ID!) { reconcile(eventId: $id) ${REPORT} }`, { id: sale.eventId })).reconcile;
const sold = { __typename: 'Event' };

async function ask(field: string, args: Record<string, [type: string, value: unknown]>) {
  const declared = Object.entries(args).map(([name, [type]]) => `$${name}: ${type}`);
  const given = Object.keys(args).map((name) => `${name}: $${name}`);
  const refusals = '... on SeatsUnavailable { taken } ... on PlacesUnavailable { available }';
  const values = Object.fromEntries(Object.entries(args).map(([name, [, value]]) => [name, value]));
  const reply = await staff.ask(
    `mutation(${declared.join(', ')}) { result: ${field}(${given.join(', ')}) { __typename ${refusals} } }`,
    values,
  );
  return reply.result;
}

const block = (sale: TestSale, seats: number[]) =>
  ask('blockSeats', { eventId: ['ID!', sale.eventId], seats: ['[Int!]!', seats], reason: ['String!', 'the camera stands here'] });
const unblock = (sale: TestSale, seats: number[]) => ask('unblockSeats', { eventId: ['ID!', sale.eventId], seats: ['[Int!]!', seats] });

async function hold(sale: TestSale, input: object): Promise<{ __typename: string; [field: string]: unknown }> {
  const buyer = await office.client().asGuest();
  return (await buyer.ask(HOLD, { input: { eventId: sale.eventId, idempotencyKey: freshKey(), ...input } })).holdTickets;
}

describe('blocking', () => {
  test('blocked seats cannot be held, and can again once they are not blocked any more', async () => {
    const sale = await openSale(staff);
    expect(await block(sale, [3, 4])).toEqual(sold);
    expect(await block(sale, [4, 3])).toEqual(sold);
    expect(await hold(sale, { seats: [2, 3] })).toMatchObject({ __typename: 'SeatsUnavailable', taken: [3] });
    expect(await reconcile(sale)).toMatchObject({ blocked: 2, mismatches: [] });
    expect(await unblock(sale, [3, 4])).toEqual(sold);
    expect(await unblock(sale, [3, 4])).toEqual(sold);
    expect(await hold(sale, { seats: [2, 3] })).toMatchObject({ __typename: 'Hold' });
    expect(await reconcile(sale)).toMatchObject({ blocked: 0, mismatches: [] });
  });

  test('staff who block and put back the same seats at the same time leave map and ledger of one mind', async () => {
    const sale = await openSale(staff);
    for (let seat = 0; seat < 20; seat += 1) {
      const asked = [block(sale, [seat]), unblock(sale, [seat]), block(sale, [seat]), unblock(sale, [seat])];
      for (const answer of await Promise.all(asked)) expect(answer).toEqual(sold);
    }
    expect(await reconcile(sale)).toMatchObject({ mismatches: [] });
  });

  test('a seat that somebody holds is not blocked, nor are the others of the call', async () => {
    const sale = await openSale(staff);
    await hold(sale, { seats: [5] });
    expect(await block(sale, [5, 6])).toEqual({ __typename: 'SeatsUnavailable', taken: [5] });
    expect(await hold(sale, { seats: [6] })).toMatchObject({ __typename: 'Hold' });
  });

  test('places are blocked as long as there are free ones, and counted', async () => {
    const sale = await openSale(staff, { standing: 5 });
    const places = (field: string, quantity: number) =>
      ask(field, {
        eventId: ['ID!', sale.eventId],
        tierId: ['ID!', sale.standingTier.id],
        quantity: ['Int!', quantity],
        ...(field === 'blockPlaces' ? { reason: ['String!', 'the mixing desk'] as [string, unknown] } : {}),
      });
    expect(await places('blockPlaces', 3)).toEqual(sold);
    expect(await places('blockPlaces', 3)).toEqual({ __typename: 'PlacesUnavailable', available: 2 });
    expect(await hold(sale, { places: [{ tierId: sale.standingTier.id, quantity: 3 }] })).toMatchObject({
      __typename: 'PlacesUnavailable',
      available: 2,
    });
    expect(await places('unblockPlaces', 9)).toEqual(sold);
    expect(await hold(sale, { places: [{ tierId: sale.standingTier.id, quantity: 5 }] })).toMatchObject({ __typename: 'Hold' });
    expect(await reconcile(sale)).toMatchObject({ blocked: 0, mismatches: [] });
  });

  test('what is not there is named: no seats, a seat twice, a seat of no chart, no reason', async () => {
    const sale = await openSale(staff);
    for (const [seats, reason] of [
      [[], 'why'],
      [[1, 1], 'why'],
      [[999], 'why'],
      [[1], ' '],
    ] as const) {
      const reply = await staff.send(
        'mutation($id: ID!, $seats: [Int!]!, $reason: String!) { blockSeats(eventId: $id, seats: $seats, reason: $reason) { __typename } }',
        { id: sale.eventId, seats, reason },
      );
      expect(reply.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    }
  });
});

describe('Redis against the ledger', () => {
  test('a sale in full swing agrees', async () => {
    const sale = await openSale(staff);
    await buy(await office.client().asGuest(), sale, { seats: [0, 1], places: 2 });
    await placeOrder(await office.client().asGuest(), sale, { seats: [2] });
    await hold(sale, { seats: [3] });
    await waitFor(async () => (await reconcile(sale)).sold === 4, { what: 'the sale to reach the map' });
    expect(await reconcile(sale)).toMatchObject({ sold: 4, held: 2, mismatches: [] });
  });

  test('a sold seat that Redis shows as free, and one sold to nobody, are reported and mended', async () => {
    const sale = await openSale(staff);
    await buy(await office.client().asGuest(), sale, { seats: [0] });
    await waitFor(async () => (await reconcile(sale)).sold === 1, { what: 'the sale to reach the map' });
    const map = `{e:${sale.eventId}}:map`;
    await redis.bitfield(map, 'SET', 'u2', '#0', 0);
    await redis.bitfield(map, 'SET', 'u2', '#9', 2);
    expect((await reconcile(sale)).mismatches).toEqual(
      expect.arrayContaining([
        { kind: 'SEAT', seat: 0, tierId: null, redis: 'FREE', ledger: 'SOLD' },
        { kind: 'SEAT', seat: 9, tierId: null, redis: 'SOLD', ledger: 'FREE' },
      ]),
    );
    const { repairInventory } = await staff.ask(`mutation($id: ID!) { repairInventory(eventId: $id) ${REPORT} }`, { id: sale.eventId });
    expect(repairInventory).toMatchObject({ sold: 1, mismatches: [] });
    expect(await hold(sale, { seats: [0] })).toMatchObject({ __typename: 'SeatsUnavailable' });
    expect(await hold(sale, { seats: [9] })).toMatchObject({ __typename: 'Hold' });
  });

  test('built again under a new epoch: orders stay, selections are gone, and watchers take the snapshot', async () => {
    const sale = await openSale(staff);
    await placeOrder(await office.client().asGuest(), sale, { seats: [0] });
    await hold(sale, { seats: [1] });
    const watch = office
      .client()
      .watch<any>('subscription($id: ID!) { seatMap(eventId: $id) { __typename ... on SeatMapSnapshot { cursor { epoch } } } }', {
        id: sale.eventId,
      });
    const first = await watch.until((frame) => frame.seatMap.__typename === 'SeatMapSnapshot');
    const { rebuildInventory } = await staff.ask(`mutation($id: ID!) { rebuildInventory(eventId: $id) ${REPORT} }`, { id: sale.eventId });
    expect(rebuildInventory).toMatchObject({ held: 1, sold: 0, mismatches: [] });
    await watch.until((frame) => frame.seatMap.cursor?.epoch > first.seatMap.cursor.epoch, 'the new epoch');
    expect(await hold(sale, { seats: [1] })).toMatchObject({ __typename: 'Hold' });
  });
});

test('an event that is called off: no more holds, unpaid orders end and say why, paid ones are given back', async () => {
  const sale = await openSale(staff);
  const buyer = await office.client().asGuest();
  const paid = await buy(buyer, sale, { seats: [0] });
  const { order } = await placeOrder(buyer, sale, { seats: [1] });
  const late = (await buyer.ask(HOLD, { input: { eventId: sale.eventId, seats: [2], idempotencyKey: freshKey() } })).holdTickets;
  for (const _again of [1, 2])
    expect(await ask('cancelEvent', { eventId: ['ID!', sale.eventId], reason: ['String!', 'the singer is ill'] })).toEqual(sold);
  expect(await hold(sale, { seats: [3] })).toMatchObject({ __typename: 'SaleNotOpen', reason: 'CANCELLED' });
  const orderOf = async (orderNo: string) =>
    (await buyer.ask('query($no: ID!) { order(orderNo: $no) { status failureCode } }', { no: orderNo })).order;
  expect(await orderOf(order.orderNo)).toEqual({ status: 'CANCELLED', failureCode: 'EVENT_CANCELLED' });
  await eventually(async () => expect(await orderOf(paid)).toEqual({ status: 'REFUNDED', failureCode: 'EVENT_CANCELLED' }), {
    timeoutMs: 60_000,
  });
  const input = { holdId: late.id, email: 'a@example.com', name: 'A', idempotencyKey: freshKey() };
  expect(
    (await buyer.ask('mutation($input: PlaceOrderInput!) { placeOrder(input: $input) { __typename } }', { input })).placeOrder.__typename,
  ).toBe('HoldGone');
  const audit = await ledger.query(
    `SELECT detail ->> 'reason' AS reason FROM audit_entry WHERE action = 'event.cancelEvent' AND subject = $1`,
    [`event:${sale.eventId}`],
  );
  expect(audit.rows).toEqual([{ reason: 'the singer is ill' }]);
});

const CHANGE = `mutation($input: ChangeHoldInput!) { changeHold(input: $input) {
  __typename
  ... on Hold { id seats { index } places { quantity } expiresAt }
  ... on SeatsUnavailable { taken }
} }`;

describe('changing a hold', () => {
  test('seats and places are added and dropped in one step; the deadline stays; a repeat changes nothing more', async () => {
    const sale = await openSale(staff);
    const buyer = await office.client().asGuest();
    const input = {
      eventId: sale.eventId,
      seats: [0, 1],
      places: [{ tierId: sale.standingTier.id, quantity: 2 }],
      idempotencyKey: freshKey(),
    };
    const { holdTickets } = await buyer.ask(HOLD, { input });
    const change = {
      holdId: holdTickets.id,
      addSeats: [2],
      dropSeats: [0],
      places: [{ tierId: sale.standingTier.id, quantity: 1 }],
      idempotencyKey: freshKey(),
    };
    const once = (await buyer.ask(CHANGE, { input: change })).changeHold;
    expect(once).toMatchObject({ __typename: 'Hold', id: holdTickets.id, seats: [{ index: 1 }, { index: 2 }], places: [{ quantity: 1 }] });
    expect((await buyer.ask(CHANGE, { input: change })).changeHold).toEqual(once);
    expect(await hold(sale, { seats: [0] })).toMatchObject({ __typename: 'Hold' });
    expect(await reconcile(sale)).toMatchObject({ held: 4, mismatches: [] });
  });

  test('what somebody else has is not added, and nothing is dropped then; a hold is not emptied', async () => {
    const sale = await openSale(staff);
    await hold(sale, { seats: [9] });
    const buyer = await office.client().asGuest();
    const { holdTickets } = await buyer.ask(HOLD, { input: { eventId: sale.eventId, seats: [0], idempotencyKey: freshKey() } });
    const change = { holdId: holdTickets.id, addSeats: [9], dropSeats: [0], idempotencyKey: freshKey() };
    expect((await buyer.ask(CHANGE, { input: change })).changeHold).toEqual({ __typename: 'SeatsUnavailable', taken: [9] });
    expect(await hold(sale, { seats: [0] })).toMatchObject({ __typename: 'SeatsUnavailable' });
    const empty = await buyer.send(CHANGE, { input: { holdId: holdTickets.id, dropSeats: [0], idempotencyKey: freshKey() } });
    expect(empty.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    const stranger = await office.client().asGuest();
    expect((await stranger.ask(CHANGE, { input: { ...change, idempotencyKey: freshKey() } })).changeHold).toEqual({
      __typename: 'HoldGone',
    });
  });
});
