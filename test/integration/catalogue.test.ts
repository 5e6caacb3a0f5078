import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createHash } from 'node:crypto';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import express from 'express';
import { describe, expect, test } from 'vitest';
import type { EventDraft } from '../../src/domain/event.draft.js';
import { newId } from '../../src/domain/id.js';
import { chartsRoute } from '../../src/transport/charts.route.js';
import { useDisposer } from '../support/disposer.js';
import { smallChart } from '../support/sale.js';
import {
  createEvent,
  draftOf,
  eventOf,
  furnish,
  inDays,
  openEvent,
  openHouse,
  readChart,
  seatedTier,
  STAFF,
  standingTier,
  type Furniture,
} from './catalogue.fixture.js';

const disposer = useDisposer();
const open = () => openHouse(disposer);
const price = (changes = {}) => ({ name: 'Standard', amountMinor: 100, from: null, until: null, ...changes });

describe('charts', () => {
  test('the hall of Erfurt comes in whole, and the same document again is the same chart', async () => {
    const { services } = open();
    const { venue } = await furnish({ services });
    const input = { venueId: venue.id, name: 'Arena', document: readChart('erfurt-arena') };
    const outcomes = await Promise.all([1, 2, 3].map(() => services.charts.importChart(STAFF, input)));
    const ids = new Set(outcomes.map((outcome) => (outcome.kind === 'Chart' ? outcome.chart.id : outcome.kind)));
    expect(ids.size).toBe(1);
    expect(outcomes[0]).toMatchObject({ kind: 'Chart', chart: { seatCount: 1231, categories: ['Category I', 'Category II', 'VIP'] } });
  });

  test('a bad document is refused with its problems, and nothing is stored', async () => {
    const { services } = open();
    const { venue, chart } = await furnish({ services });
    const document = smallChart(1, 2);
    document.zones[0]!.rows[0]!.seats[1]!.seat_guid = 'r0s0';
    const outcome = await services.charts.importChart(STAFF, { venueId: venue.id, name: 'Bad', document });
    expect(outcome).toMatchObject({ kind: 'InvalidChart', problems: [{ path: 'zones[0].rows[0].seats[1].seat_guid' }] });
    expect(await services.charts.idsByVenue([venue.id])).toEqual([{ venueId: venue.id, id: chart.id }]);
  });

  test('an unknown venue is NOT_FOUND, a chart without a name BAD_USER_INPUT', async () => {
    const { services } = open();
    const input = { venueId: newId(), name: 'Hall', document: smallChart(1, 1) };
    await expect(services.charts.importChart(STAFF, input)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(services.charts.importChart(STAFF, { ...input, venueId: 'x' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(services.charts.importChart(STAFF, { ...input, name: ' ' })).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  });
});

describe('layouts over HTTP', () => {
  async function serve() {
    const { services } = open();
    const { chart } = await furnish({ services });
    const app = express();
    chartsRoute({ charts: services.charts })(app);
    const server: Server = createServer(app).listen(0, '127.0.0.1');
    disposer.add(() => new Promise((done) => (server.closeAllConnections(), server.close(done))));
    await once(server, 'listening');
    const get = (path: string, headers: Record<string, string> = {}) =>
      fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`, {
        headers: { 'accept-encoding': 'identity', ...headers },
      });
    return { chart, get };
  }

  test('a layout hashes to its address and may be kept for ever, by everybody', async () => {
    const { chart, get } = await serve();
    const reply = await get(`/charts/${chart.hash}.json`);
    const text = await reply.text();
    expect(createHash('sha256').update(text).digest('hex')).toBe(chart.hash);
    expect(JSON.parse(text)).toEqual(chart.layout);
    expect(Object.fromEntries(reply.headers)).toMatchObject({
      'cache-control': 'public, max-age=31536000, immutable',
      'access-control-allow-origin': '*',
      'content-type': expect.stringContaining('application/json'),
      vary: expect.stringMatching(/accept-encoding/i),
    });
    const again = await get(`/charts/${chart.hash}.json`, { 'if-none-match': reply.headers.get('etag')! });
    expect([again.status, await again.text()]).toEqual([304, '']);
  });

  test('it is compressed as the client can read it', async () => {
    const { chart, get } = await serve();
    const plain = await (await get(`/charts/${chart.hash}.json`)).text();
    for (const [asked, used] of [
      ['br, gzip', 'br'],
      ['gzip', 'gzip'],
    ] as const) {
      const reply = await get(`/charts/${chart.hash}.json`, { 'accept-encoding': asked });
      expect(reply.headers.get('content-encoding')).toBe(used);
      expect(await reply.text()).toBe(plain); // fetch unpacks
      expect(Number(reply.headers.get('content-length'))).toBeLessThan(plain.length);
    }
  });

  test('unknown hashes are 404, and the JSON Schema is published', async () => {
    const { get } = await serve();
    for (const name of ['0'.repeat(64), 'x', '..%2f..%2fetc']) expect((await get(`/charts/${name}.json`)).status).toBe(404);
    const schema = (await (await get('/charts/schema.json')).json()) as { properties: object };
    expect(Object.keys(schema.properties)).toEqual(['name', 'size', 'categories', 'sections']);
  });

  test('both encodings hold the same layout', async () => {
    const { services } = open();
    const { chart } = await furnish({ services });
    const [br, gzip, plain] = await Promise.all(
      (['br', 'gzip', 'identity'] as const).map((encoding) => services.charts.layoutFile(chart.hash, encoding)),
    );
    expect(brotliDecompressSync(br!).equals(plain!)).toBe(true);
    expect(gunzipSync(gzip!).equals(plain!)).toBe(true);
  });
});

describe('venues and shows', () => {
  test('a venue needs a name and a zone of the tz database', async () => {
    const { services } = open();
    for (const timezone of ['Mars/Olympus', '+02:00', '', 'x'.repeat(99)]) {
      const made = async () => services.venues.createVenue(STAFF, { name: '', timezone });
      await expect(made()).rejects.toMatchObject({ code: 'BAD_USER_INPUT', problems: [{ path: 'name' }, { path: 'timezone' }] });
    }
    expect(await services.venues.createVenue(STAFF, { name: ' Hall ', timezone: 'Asia/Kolkata' })).toMatchObject({ name: 'Hall' });
  });

  test('a show changes only where it was told to', async () => {
    const { services } = open();
    const show = await services.shows.createShow(STAFF, { title: 'Before', description: 'Words' });
    expect(await services.shows.updateShow(STAFF, show.id, { title: 'After', description: null })).toMatchObject({
      title: 'After',
      description: 'Words',
    });
    await expect(services.shows.updateShow(STAFF, newId(), { title: 'x', description: null })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const bad = async () => services.shows.updateShow(STAFF, show.id, { title: ' ', description: 'x'.repeat(10_001) });
    await expect(bad()).rejects.toMatchObject({ problems: [{ path: 'title' }, { path: 'description' }] });
  });

  test('shows come by title, page by page, each once', async () => {
    const { services } = open();
    const mark = newId();
    // Other tests make shows in the same ledger meanwhile, some of one title.
    for (const letter of 'cabed') await services.shows.createShow(STAFF, { title: `~${mark} ${letter}`, description: '' });
    const seen: { id: string; title: string }[] = [];
    let after: string | null = null;
    do {
      const page = await services.shows.list({ first: 2, after });
      seen.push(...page.rows.map((row) => row.node));
      after = page.hasNextPage ? page.rows.at(-1)!.cursor : null;
    } while (after !== null);
    const own = seen.filter(({ title }) => title.includes(mark));
    expect(own.map(({ title }) => title.at(-1))).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(new Set(own.map(({ id }) => id)).size).toBe(own.length);
    for (const cursor of ['x', '', Buffer.from('["a"]').toString('base64url'), Buffer.from('["a","b"]').toString('base64url')]) {
      await expect(services.shows.list({ first: 2, after: cursor })).rejects.toMatchObject({
        code: 'BAD_USER_INPUT',
        problems: [{ path: 'after' }],
      });
    }
  });
});

describe('events', () => {
  test('a draft takes its capacities from the chart and keeps prices in their order', async () => {
    const event = await createEvent(open());
    expect(event).toMatchObject({ status: 'DRAFT', revision: 1, inventoryEpoch: 0, currency: 'EUR' });
    expect(event.tiers.map((tier) => [tier.position, tier.name, tier.capacity])).toEqual([
      [0, 'Stalls', 10],
      [1, 'Standing', 20],
    ]);
    expect(event.tiers[0]!.prices.map((each) => [each.name, each.amountMinor, each.currency])).toEqual([
      ['Standard', 4500, 'EUR'],
      ['Child', 2000, 'EUR'],
    ]);
  });

  type Change = (furniture: Furniture, other: Furniture) => Partial<EventDraft>;
  const refusals: [string, string, Change][] = [
    ['an unknown show', 'showId', () => ({ showId: newId() })],
    ['an unknown venue', 'venueId', () => ({ venueId: 'nowhere' })],
    ['an unknown chart', 'chartId', () => ({ chartId: newId() })],
    ['a chart of another venue', 'chartId', (_own, other) => ({ chartId: other.chart.id })],
    ['a sale that closes before it opens', 'saleClosesAt', () => ({ saleClosesAt: inDays(-2) })],
    ['a sale that opens after the start', 'saleOpensAt', () => ({ saleOpensAt: inDays(31), saleClosesAt: inDays(32) })],
    ['a currency that is none', 'currency', () => ({ currency: 'EURO' })],
    ['a currency in small letters', 'currency', () => ({ currency: 'eur' })],
    ['a limit of 0', 'maxPerBuyer', () => ({ maxPerBuyer: 0 })],
    ['a limit of 101', 'maxPerBuyer', () => ({ maxPerBuyer: 101 })],
    ['no tiers', 'tiers', () => ({ tiers: [] })],
    ['51 tiers', 'tiers', () => ({ tiers: Array.from({ length: 51 }, (_, at) => standingTier({ name: `T${at}` })) })],
    ['a chart category without a tier', 'tiers', () => ({ tiers: [standingTier()] })],
    ['a seated tier without a category', 'tiers[0].category', () => ({ tiers: [seatedTier({ category: null })] })],
    ['a category that the chart has not', 'tiers[0].category', () => ({ tiers: [seatedTier({ category: 'Royal' })] })],
    ['two tiers of one category', 'tiers[1].category', () => ({ tiers: [seatedTier(), seatedTier({ name: 'Again' })] })],
    ['two tiers of one name', 'tiers[1].name', () => ({ tiers: [seatedTier(), standingTier({ name: 'Stalls ' })] })],
    ['a seated tier without a chart', 'tiers[0].kind', () => ({ chartId: null })],
    ['a tier without a price', 'tiers[0].prices', () => ({ tiers: [seatedTier({ prices: [] })] })],
    ['a tier without a name', 'tiers[0].name', () => ({ tiers: [seatedTier({ name: ' ' })] })],
    ['a tier with a wrong colour', 'tiers[0].color', () => ({ tiers: [seatedTier({ color: 'red' })] })],
    ['standing with a category', 'tiers[1].category', () => ({ tiers: [seatedTier(), standingTier({ category: 'Stalls' })] })],
    ['standing without a capacity', 'tiers[1].capacity', () => ({ tiers: [seatedTier(), standingTier({ capacity: null })] })],
    ['standing of 0', 'tiers[1].capacity', () => ({ tiers: [seatedTier(), standingTier({ capacity: 0 })] })],
    ['standing of 1,000,001', 'tiers[1].capacity', () => ({ tiers: [seatedTier(), standingTier({ capacity: 1_000_001 })] })],
    ['a negative price', 'tiers[0].prices[0].amountMinor', () => ({ tiers: [seatedTier({ prices: [price({ amountMinor: -1 })] })] })],
    [
      'a price that no order could total',
      'tiers[0].prices[0].amountMinor',
      () => ({ tiers: [seatedTier({ prices: [price({ amountMinor: 2 ** 40 })] })] }),
    ],
    ['two prices of one name', 'tiers[0].prices[1].name', () => ({ tiers: [seatedTier({ prices: [price(), price()] })] })],
    [
      'a price that ends before it begins',
      'tiers[0].prices[0].until',
      () => ({ tiers: [seatedTier({ prices: [price({ from: inDays(2), until: inDays(1) })] })] }),
    ],
  ];

  test('everything wrong with an event is named with its path, and nothing is written', async () => {
    const { services } = open();
    const [own, other] = [await furnish({ services }), await furnish({ services })];
    for (const [what, path, change] of refusals) {
      const outcome = await services.events.createEvent(STAFF, draftOf(own, change(own, other)));
      expect(outcome, what).toMatchObject({ kind: 'InvalidEvent' });
      expect(outcome.kind === 'InvalidEvent' && outcome.problems.map((problem) => problem.path), what).toContain(path);
    }
    const events = await services.events.listOfShows(STAFF, [own.show.id], { first: 10, after: null });
    expect(events.get(own.show.id)?.rows).toEqual([]);
  });

  test('an event may have places only', async () => {
    const event = await openEvent(open(), { chartId: null, tiers: [standingTier({ capacity: 3 })] });
    expect(event.tiers).toHaveLength(1);
  });

  const NOTHING = {
    startsAt: null,
    saleOpensAt: null,
    saleClosesAt: null,
    tiers: null,
    maxPerBuyer: null,
    orphanRule: null,
    waitingRoom: null,
  };

  test('a draft changes in everything, and raises its revision each time', async () => {
    const house = open();
    const event = await createEvent(house);
    const { events } = house.services;
    const tiers = [standingTier({ name: 'Floor', capacity: 7 }), seatedTier({ prices: [price({ amountMinor: 1 })] })];
    const changed = eventOf(await events.updateEvent(STAFF, event.id, { ...NOTHING, tiers, orphanRule: false, maxPerBuyer: 2 }));
    expect(changed).toMatchObject({ revision: 2, orphanRule: false, maxPerBuyer: 2, startsAt: event.startsAt });
    expect(changed.tiers.map((tier) => [tier.name, tier.capacity, tier.prices.length])).toEqual([
      ['Floor', 7, 1],
      ['Stalls', 10, 1],
    ]);
    expect(eventOf(await events.updateEvent(STAFF, event.id, NOTHING)).revision).toBe(2);
    expect(await events.updateEvent(STAFF, event.id, { ...NOTHING, tiers: [] })).toMatchObject({ kind: 'InvalidEvent' });
    await expect(events.updateEvent(STAFF, newId(), NOTHING)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('drafts are seen by staff only', async () => {
    const house = open();
    const { events } = house.services;
    const draft = await createEvent(house);
    expect([await events.find(null, draft.id), (await events.find(STAFF, draft.id))?.id]).toEqual([null, draft.id]);
    const shown = async (viewer: typeof STAFF | null) =>
      (await events.listOfShows(viewer, [draft.showId], { first: 5, after: null })).get(draft.showId)!.rows.length;
    expect([await shown(null), await shown(STAFF)]).toEqual([0, 1]);
    expect(await events.find(STAFF, 'no id')).toBeNull();
  });

  test('the status filter asks the clock, not what was written', async () => {
    const house = open();
    const { events, sales } = house.services;
    const furniture = await furnish(house);
    const prepared = async (changes: Partial<EventDraft>) => {
      const { id } = eventOf(await events.createEvent(STAFF, draftOf(furniture, changes)));
      await sales.prepareSale(STAFF, id);
      return id;
    };
    const days = (opens: number, closes: number) => ({
      saleOpensAt: inDays(opens),
      saleClosesAt: inDays(closes),
      startsAt: inDays(closes + 1),
    });
    const future = await prepared(days(1, 2));
    const now = await prepared(days(-1, 1));
    const over = await prepared(days(-1, 1));
    await events.updateEvent(STAFF, over, { ...NOTHING, saleOpensAt: inDays(-3), saleClosesAt: inDays(-2) });
    const listed = async (status: 'PREPARED' | 'ON_SALE' | 'CLOSED') => {
      const found: string[] = [];
      for (let after: string | null = null; ;) {
        const page = await events.list(null, status, { first: 100, after });
        found.push(...page.rows.map((row) => row.node.id).filter((id) => [future, now, over].includes(id)));
        if (!page.hasNextPage) return found;
        after = page.rows.at(-1)!.cursor;
      }
    };
    expect([await listed('PREPARED'), await listed('ON_SALE'), await listed('CLOSED')]).toEqual([[future], [now], [over]]);
  });
});
