import { beforeAll, describe, expect, test } from 'vitest';
import { startBoxOffice, type BoxOffice } from '../support/box-office.js';
import { useDisposer } from '../support/disposer.js';
import type { GraphQLClient } from '../support/graphql-client.js';
import { freshKey, HOLD, openSale, type TestSale } from '../support/sale.js';

const disposer = useDisposer({ scope: 'file' });
let office: BoxOffice;
let staff: GraphQLClient;

beforeAll(async () => {
  office = await startBoxOffice(disposer);
  staff = await office.client().logIn('admin@example.com');
}, 240_000);

const BEST = `mutation($input: HoldBestAvailableInput!) { result: holdBestAvailable(input: $input) {
  __typename
  ... on Hold { id seats { index label } }
  ... on NoBlockAvailable { largestBlock }
  ... on HoldLimitReached { limit inUse }
} }`;
const HOLD_OR_OTHER = HOLD.replace(
  '... on SeatsUnavailable { taken',
  '... on LeavesSingleSeat { stranded } ... on SeatsUnavailable { suggestion taken',
);

async function best(sale: TestSale, input: object, buyer?: GraphQLClient) {
  const asker = buyer ?? (await office.client().asGuest());
  return (await asker.ask(BEST, { input: { eventId: sale.eventId, idempotencyKey: freshKey(), ...input } })).result;
}

async function pick(sale: TestSale, seats: number[]) {
  const buyer = await office.client().asGuest();
  return (await buyer.ask(HOLD_OR_OTHER, { input: { eventId: sale.eventId, seats, idempotencyKey: freshKey() } })).holdTickets;
}

const indexes = (hold: { seats: { index: number }[] }) => hold.seats.map(({ index }) => index);

describe('best available', () => {
  test('gives neighbours, best first, and the same again for the same key', async () => {
    const sale = await openSale(staff, { rows: 2, seatsPerRow: 6 });
    const buyer = await office.client().asGuest();
    const idempotencyKey = freshKey();
    const first = await best(sale, { quantity: 3, idempotencyKey }, buyer);
    expect(indexes(first)).toEqual([0, 1, 2]);
    expect(await best(sale, { quantity: 3, idempotencyKey }, buyer)).toEqual(first);
    expect(indexes(await best(sale, { quantity: 3 }))).toEqual([3, 4, 5]);
    expect(indexes(await best(sale, { quantity: 4 }))).toEqual([6, 7, 8, 9]);
  });

  test('says how large a block there is when none is large enough, and parts one only when asked', async () => {
    const sale = await openSale(staff, { rows: 2, seatsPerRow: 4 });
    await pick(sale, [0, 1]);
    expect(await best(sale, { quantity: 5 })).toEqual({ __typename: 'NoBlockAvailable', largestBlock: 4 });
    const parted = await best(sale, { quantity: 5, allowSplit: true });
    expect(indexes(parted)).toHaveLength(5);
    expect(await best(sale, { quantity: 2 })).toEqual({ __typename: 'NoBlockAvailable', largestBlock: 1 });
  });

  test('many at once get blocks of their own, until there are none', async () => {
    const sale = await openSale(staff, { rows: 10, seatsPerRow: 8 });
    const buyers = await Promise.all(Array.from({ length: 30 }, () => office.client().asGuest()));
    const outcomes = await Promise.all(buyers.map((buyer) => best(sale, { quantity: 4 }, buyer)));
    const held = outcomes.filter((outcome) => outcome.__typename === 'Hold');
    expect(held).toHaveLength(20);
    expect(new Set(held.flatMap(indexes)).size).toBe(80);
    expect(outcomes.filter((outcome) => outcome.__typename === 'NoBlockAvailable')).toHaveLength(10);
  });

  test.each([
    ['no seats', { quantity: 0 }],
    ['too many', { quantity: 101 }],
    ['a section that the hall has not', { quantity: 1, section: 'Balcony' }],
    ['a tier without numbered seats', { quantity: 1, tierId: 'standing' }],
  ])('%s is named', async (_what, input) => {
    const sale = await openSale(staff, { rows: 1, seatsPerRow: 4 });
    const wish = 'tierId' in input ? { ...input, tierId: sale.standingTier.id } : input;
    const buyer = await office.client().asGuest();
    const reply = await buyer.send(BEST, { input: { eventId: sale.eventId, idempotencyKey: freshKey(), ...wish } });
    expect(reply.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });
});

describe('single seats', () => {
  test('a pick that would leave one alone is refused while there is another, and not when it is the last', async () => {
    const sale = await openSale(staff, { rows: 1, seatsPerRow: 5, orphanRule: true });
    expect(await pick(sale, [1, 2])).toEqual({ __typename: 'LeavesSingleSeat', stranded: [0] });
    expect(await pick(sale, [0, 1])).toMatchObject({ __typename: 'Hold' });
    expect(await pick(sale, [3])).toEqual({ __typename: 'LeavesSingleSeat', stranded: [2, 4] });
    expect(await pick(sale, [2, 3])).toMatchObject({ __typename: 'Hold' });
  });

  test('a pick that somebody was quicker for comes with another one like it', async () => {
    const sale = await openSale(staff, { rows: 2, seatsPerRow: 6 });
    await pick(sale, [2, 3]);
    const refused = await pick(sale, [2, 3]);
    expect(refused).toMatchObject({ __typename: 'SeatsUnavailable', taken: [2, 3] });
    expect(refused.suggestion).toHaveLength(2);
    expect(await pick(sale, refused.suggestion)).toMatchObject({ __typename: 'Hold' });
  });
});
