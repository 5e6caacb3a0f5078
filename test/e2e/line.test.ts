import { Redis } from 'ioredis';
import { beforeAll, describe, expect, test } from 'vitest';
import { startBoxOffice, type BoxOffice } from '../support/box-office.js';
import { useDisposer } from '../support/disposer.js';
import type { GraphQLClient } from '../support/graphql-client.js';
import { placeOrder } from '../support/purchase.js';
import { freshKey, HOLD, openSale, PLACE_ORDER, type TestSale } from '../support/sale.js';
import { waitFor } from '../support/wait-for.js';

const disposer = useDisposer({ scope: 'file' });
/** One admission for each free seat or place. */
const QUIET = { LINE_FACTOR: '1', LINE_TICK_MS: '100' };
let office: BoxOffice;
let staff: GraphQLClient;

beforeAll(async () => {
  office = await startBoxOffice(disposer, QUIET);
  staff = await office.client().logIn('admin@example.com');
}, 240_000);

const PLACE = '{ eventId state position etaSeconds admission admittedUntil }';
const JOIN = `mutation($id: ID!) { place: joinLine(eventId: $id) ${PLACE} }`;
const LEAVE = `mutation($id: ID!) { place: leaveLine(eventId: $id) ${PLACE} }`;
const LOOK = `query($id: ID!) { place: placeInLine(eventId: $id) ${PLACE} }`;
const WATCH = `subscription($id: ID!) { place: placeInLine(eventId: $id) ${PLACE} }`;
const ROOM = 'query($id: ID!) { event(id: $id) { waitingRoom { active waiting admittedPerMinute } } }';

interface Frame {
  place: { state: string; position: number | null; etaSeconds: number | null; admission: string | null };
}

/** One seat and one standing place, and a waiting room in front of them: two slots. */
function openGated(saleOpensAt?: Date, by = staff) {
  return openSale(by, { rows: 1, seatsPerRow: 1, standing: 1, waitingRoom: true, saleOpensAt, open: saleOpensAt === undefined });
}

/** Asks for the standing place. */
async function hold(buyer: GraphQLClient, { eventId, standingTier }: TestSale, admission: string | null) {
  const input = { eventId, places: [{ tierId: standingTier.id, quantity: 1 }], idempotencyKey: freshKey(), admission };
  return (await buyer.ask(HOLD, { input })).holdTickets;
}

async function order(buyer: GraphQLClient, held: { __typename: string; id: string }): Promise<void> {
  expect(held.__typename).toBe('Hold');
  const input = { holdId: held.id, email: 'ada@example.com', name: 'Ada', idempotencyKey: freshKey() };
  const { placeOrder: placed } = await buyer.ask(PLACE_ORDER, { input });
  expect(placed.__typename).toBe('Order');
}

async function admit(buyer: GraphQLClient, eventId: string): Promise<string> {
  return waitFor(async () => (await buyer.ask(JOIN, { id: eventId })).place.admission, { what: 'an admission' });
}

describe('two people and too few slots', () => {
  test('the first is let in and buys, and the second is told by the socket, holds and orders', async () => {
    const sale = await openGated();
    const { eventId } = sale;
    const [first, second] = [await office.client().asGuest(), await office.client().asGuest()];
    // Two units are free: two slots. Somebody else takes the second one.
    const third = await office.client().asGuest();
    const [admission] = [await admit(first, eventId), await admit(third, eventId)];
    const joined = (await second.ask(JOIN, { id: eventId })).place;
    expect(joined).toMatchObject({ eventId, state: 'WAITING', position: 1, admission: null, admittedUntil: null });
    expect(joined.etaSeconds).toBeGreaterThan(0);
    const watch = second.watch<Frame>(WATCH, { id: eventId });
    await watch.until(({ place }) => place.state === 'WAITING' && place.position === 1);
    expect(await hold(second, sale, admission)).toMatchObject({
      __typename: 'AdmissionRequired',
      waitingRoom: { active: true, waiting: 1 },
    });
    await order(first, await hold(first, sale, admission));
    await third.ask(LEAVE, { id: eventId });
    const { place } = await watch.until((frame) => frame.place.state === 'ADMITTED', 'an admission');
    expect((await second.ask(LOOK, { id: eventId })).place).toMatchObject({ state: 'ADMITTED', admission: place.admission });
    expect((await second.ask(ROOM, { id: eventId })).event.waitingRoom.active).toBe(true);
    // Refused, since the first has the place: the admission is not used up by that.
    expect(await hold(second, sale, place.admission)).toMatchObject({ __typename: 'PlacesUnavailable' });
    const { holdTickets: bought } = await second.ask(HOLD, {
      input: { eventId, seats: [0], idempotencyKey: freshKey(), admission: place.admission },
    });
    await order(second, bought);
    await watch.until((frame) => frame.place.state === 'LEFT', 'the end of the place');
    await waitFor(() => watch.ended, { what: 'the subscription to end' });
    expect(await hold(second, sale, place.admission)).toMatchObject({ __typename: 'AdmissionRequired' });
  }, 240_000);
});

describe('a line before the sale opens', () => {
  test('lets people wait in their order, and lets them in when it opens, without anybody doing anything', async () => {
    const sale = await openGated(new Date(Date.now() + 3_600_000));
    const { eventId } = sale;
    const people = [await office.client().asGuest(), await office.client().asGuest(), await office.client().asGuest()];
    for (const person of people) await person.ask(JOIN, { id: eventId });
    const watches = people.map((person) => person.watch<Frame>(WATCH, { id: eventId }));
    await Promise.all(watches.map((watch, at) => watch.until(({ place }) => place.position === at + 1)));
    expect(await hold(people[0]!, sale, null)).toMatchObject({ __typename: 'SaleNotOpen', reason: 'NOT_YET' });
    await staff.ask('mutation($input: UpdateEventInput!) { updateEvent(input: $input) { __typename } }', {
      input: { id: eventId, saleOpensAt: new Date(Date.now() + 1000) },
    });
    const admitted = (watch: (typeof watches)[number]) => watch.until((frame) => frame.place.state === 'ADMITTED', 'the opening');
    const [one, two] = await Promise.all([admitted(watches[0]!), admitted(watches[1]!)]);
    expect(one.place.admission).not.toBe(two.place.admission);
    const third = await watches[2]!.until(({ place }) => place.position === 1, 'the third to move up');
    expect(third.place.state).toBe('WAITING');
    // Told once more what to expect when the sale was moved, and nothing but these two.
    expect([...new Set(watches[0]!.frames.map(({ place }) => place.state))]).toEqual(['WAITING', 'ADMITTED']);
  }, 240_000);
});

describe('a place in line', () => {
  test('is lost by who does not look, and kept by who watches', async () => {
    const hasty = await startBoxOffice(disposer, { ...QUIET, LINE_LEASE_SECONDS: '6' });
    const { eventId } = await openGated(new Date(Date.now() + 3_600_000), await hasty.client().logIn('admin@example.com'));
    const [gone, stays] = [await hasty.client().asGuest(), await hasty.client().asGuest()];
    await gone.ask(JOIN, { id: eventId });
    await stays.ask(JOIN, { id: eventId });
    const watch = stays.watch<Frame>(WATCH, { id: eventId });
    await watch.until(({ place }) => place.position === 2);
    await watch.until(({ place }) => place.position === 1, 'the place of who went away');
    expect((await gone.ask(LOOK, { id: eventId })).place).toMatchObject({ state: 'EXPIRED', position: null });
    expect((await gone.ask(JOIN, { id: eventId })).place).toMatchObject({ state: 'WAITING', position: 2 });
    expect((await gone.ask(LEAVE, { id: eventId })).place).toMatchObject({ state: 'LEFT' });
    expect(watch.ended).toBe(false);
  }, 240_000);

  test('goes with a guest who logs in', async () => {
    const { eventId } = await openGated(new Date(Date.now() + 3_600_000));
    const guest = await office.client().asGuest();
    await guest.ask(JOIN, { id: eventId });
    await (await office.client().asGuest()).ask(JOIN, { id: eventId });
    await guest.logIn('buyer@example.com');
    expect((await guest.ask(LOOK, { id: eventId })).place).toMatchObject({ state: 'WAITING', position: 1 });
  });

  test('is not to be had where there is no line, and nobody has one who never joined', async () => {
    const { eventId } = await openSale(staff, { rows: 1, seatsPerRow: 1 });
    const gated = await openGated(new Date(Date.now() + 3_600_000));
    const guest = await office.client().asGuest();
    const codeOf = async (document: string, id: string) => (await guest.send(document, { id })).errors?.[0]?.extensions.code;
    expect(await codeOf(JOIN, eventId)).toBe('BAD_USER_INPUT');
    expect(await codeOf(LEAVE, eventId)).toBe('BAD_USER_INPUT');
    expect(await codeOf(JOIN, 'no-such-event')).toBe('NOT_FOUND');
    expect((await guest.ask(LOOK, { id: eventId })).place).toBeNull();
    expect((await guest.ask(LOOK, { id: gated.eventId })).place).toBeNull();
    expect((await guest.ask(LEAVE, { id: gated.eventId })).place).toMatchObject({ state: 'LEFT' });
    expect((await guest.ask(ROOM, { id: eventId })).event.waitingRoom).toBeNull();
    const watch = guest.watch<Frame>(WATCH, { id: gated.eventId });
    await waitFor(() => watch.errors.length > 0, { what: 'a refusal' });
    expect(JSON.stringify(watch.errors)).toContain('Join it first');
  });
});

test('the whole way to an order is the same behind a line', async () => {
  const sale = await openGated();
  const buyer = await office.client().asGuest();
  const admission = await admit(buyer, sale.eventId);
  const { order } = await placeOrder(buyer, sale, { places: 1, admission });
  expect(order.status).toBe('PENDING');
  expect((await buyer.ask(LOOK, { id: sale.eventId })).place).toMatchObject({ state: 'LEFT' });
});

test('a line that Redis lost is told to those who watch, and can be joined again', async () => {
  const { eventId } = await openGated();
  const people = [await office.client().asGuest(), await office.client().asGuest(), await office.client().asGuest()];
  for (const person of people) await person.ask(JOIN, { id: eventId });
  const [, , last] = people;
  const watch = last!.watch<Frame>(WATCH, { id: eventId });
  await watch.until(({ place }) => place.position === 1);
  await office.redis.kill();
  await office.redis.restart();
  await flush(office.redis.redisUrl);
  await watch.until(({ place }) => place.state === 'EXPIRED', 'the loss');
  expect((await last!.ask(LOOK, { id: eventId })).place).toBeNull();
  // The inventory is loaded again by the worker; then the gate admits from the new line only.
  await waitFor(async () => (await last!.ask(JOIN, { id: eventId })).place.state === 'ADMITTED', {
    timeoutMs: 60_000,
    what: 'an admission',
  });
}, 240_000);

async function flush(url: string): Promise<void> {
  const redis = new Redis(url);
  await redis.flushall();
  redis.disconnect();
}
