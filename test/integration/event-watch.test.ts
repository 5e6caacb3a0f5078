import { beforeAll, expect, test } from 'vitest';
import { statusAt, type EventModel } from '../../src/domain/event.js';
import { RedisNoticeBoard } from '../../src/feed/redis.board.js';
import { SaleFeed } from '../../src/feed/sale.feed.js';
import { EventWatchService } from '../../src/services/event-watch.service.js';
import { connectRedis } from '../../src/stores/redis.connector.js';
import { useDisposer } from '../support/disposer.js';
import { useServices } from '../support/services.js';
import { waitFor } from '../support/wait-for.js';
import { draftOf, eventOf, furnish, openHouse, seatedTier, STAFF, standingTier, type Furniture, type House } from './catalogue.fixture.js';

const disposer = useDisposer({ scope: 'file' });
let here: Process;
let there: Process;
let furniture: Furniture;
const errors: unknown[] = [];

interface Process {
  house: House;
  watching: EventWatchService;
  feed: SaleFeed;
}

/** One process: its own catalogue with its own cache, and its own subscriber. */
async function openProcess(): Promise<Process> {
  const onError = (error: unknown) => void errors.push(error);
  const url = useServices().redisUrl;
  const subscriber = connectRedis({ url, purpose: 'subscriber', onError });
  const redis = connectRedis({ url, purpose: 'general', onError });
  disposer.add(() => (subscriber.disconnect(), redis.disconnect()));
  await waitFor(() => subscriber.status === 'ready' && redis.status === 'ready');
  const feed = new SaleFeed({ redis, board: new RedisNoticeBoard({ redis: subscriber }), onError });
  const house = openHouse(disposer, {}, feed);
  return { house, feed, watching: new EventWatchService({ events: house.services.events, feed }) };
}

beforeAll(async () => {
  here = await openProcess();
  there = await openProcess();
  furniture = await furnish(here.house);
});

async function newEvent(changes: object = {}): Promise<EventModel> {
  return eventOf(await here.house.services.events.createEvent(STAFF, draftOf(furniture, changes)));
}

async function prepared(changes: object = {}): Promise<EventModel> {
  const event = await newEvent(changes);
  return eventOf(await here.house.services.sales.prepareSale(STAFF, event.id));
}

/** Watches from the other process, as a stranger. */
async function watch(eventId: string, viewer: typeof STAFF | null = null) {
  const frames = await there.watching.watch(viewer, eventId);
  disposer.add(() => frames.return?.());
  const seen: { status: string; event: EventModel }[] = [];
  const ended = (async () => {
    for await (const event of frames) seen.push({ status: statusAt(event, Date.now()), event });
  })();
  const statuses = () => seen.map(({ status }) => status);
  return { seen, statuses, ended, frames };
}

test('the first frame is the event as it is; moves by staff in another process follow at once', async () => {
  const event = await prepared({ saleOpensAt: new Date(Date.now() - 1000) });
  const { statuses, frames, ended } = await watch(event.id);
  const { sales } = here.house.services;
  await waitFor(() => statuses().length === 1, { what: 'the first frame' });
  const began = performance.now();
  await sales.pauseSale(STAFF, event.id);
  await waitFor(() => statuses().at(-1) === 'PAUSED', { what: 'the pause' });
  await sales.openSale(STAFF, event.id);
  await waitFor(() => statuses().at(-1) === 'ON_SALE', { what: 'the sale to go on' });
  // By itself it looks five seconds after its last look: the second change would have been seen later than this.
  expect(performance.now() - began).toBeLessThan(5000);
  await frames.return?.();
  await ended;
  expect(statuses()).toEqual(['ON_SALE', 'PAUSED', 'ON_SALE']);
});

test('the clock opens and closes the sale without anybody writing it down', async () => {
  const [opens, closes] = [Date.now() + 3000, Date.now() + 5500];
  const event = await prepared({ saleOpensAt: new Date(opens), saleClosesAt: new Date(closes) });
  const { statuses } = await watch(event.id);
  await waitFor(() => statuses().includes('ON_SALE'), { what: 'the sale to open' });
  expect(Date.now()).toBeGreaterThanOrEqual(opens);
  await waitFor(() => statuses().includes('CLOSED'), { what: 'the sale to close' });
  // By itself it would have looked five seconds after the opening.
  expect(Date.now() - closes).toBeLessThan(2000);
  expect(statuses()).toEqual(['PREPARED', 'ON_SALE', 'CLOSED']);
});

test('another price reaches staff who watch a draft; strangers see no draft', async () => {
  const event = await newEvent();
  await expect(there.watching.watch(null, event.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(there.watching.watch(null, 'nonsense')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  const { seen } = await watch(event.id, STAFF);
  await waitFor(() => seen.length === 1, { what: 'the first frame' });
  const mended = seatedTier({ prices: [{ name: 'Standard', amountMinor: 4800, from: null, until: null }] });
  await here.house.services.events.updateEvent(STAFF, event.id, {
    startsAt: null,
    saleOpensAt: null,
    saleClosesAt: null,
    maxPerBuyer: null,
    orphanRule: null,
    waitingRoom: null,
    tiers: [mended, standingTier()],
  });
  await waitFor(() => seen.at(-1)!.event.tiers[0]!.prices[0]!.amountMinor === 4800, { what: 'the new price' });
  expect(seen).toHaveLength(2);
});

test('many watchers of one event ask the ledger once a change', async () => {
  const event = await prepared({ saleOpensAt: new Date(Date.now() - 1000) });
  const watches = await Promise.all(Array.from({ length: 200 }, () => watch(event.id)));
  await waitFor(() => watches.every(({ seen }) => seen.length === 1), { what: 'all first frames' });
  let asked = 0;
  there.house.ledger.pool.on('acquire', () => (asked += 1));
  await here.house.services.sales.closeSale(STAFF, event.id);
  await waitFor(() => watches.every(({ statuses }) => statuses().at(-1) === 'CLOSED'), { what: 'all to see it' });
  expect(asked).toBeLessThan(10);
  await Promise.all(watches.map(async ({ frames, ended }) => (await frames.return?.(), ended)));
  expect(errors).toEqual([]);
});
