import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { composeCatalogue } from '../../src/compose.catalogue.js';
import { policyOf } from '../../src/config/policy.js';
import { readEnv } from '../../src/config/env.js';
import type { EventDraft, TierDraft } from '../../src/domain/event.draft.js';
import type { EventModel } from '../../src/domain/event.js';
import { newId } from '../../src/domain/id.js';
import type { Viewer } from '../../src/domain/viewer.js';
import type { SaleFeed } from '../../src/feed/sale.feed.js';
import { SeatScripts } from '../../src/lua/seat.scripts.js';
import type { EventOutcome } from '../../src/services/event.service.js';
import { InventoryStore } from '../../src/stores/inventory.store.js';
import { Ledger } from '../../src/stores/ledger.js';
import { OrderStore } from '../../src/stores/order.store.js';
import { connectRedis } from '../../src/stores/redis.connector.js';
import type { Disposer } from '../support/disposer.js';
import { smallChart } from '../support/sale.js';
import { useServices } from '../support/services.js';

export const STAFF: Viewer = { personId: newId(), role: 'STAFF', sessionId: newId(), expiresAt: new Date(Date.now() + 3_600_000) };

/** One process' worth of people and catalogue on real servers. `redisUrl`: a Redis that the test may flush or stop. */
export function openHouse(
  disposer: Disposer,
  { redisUrl = useServices().redisUrl, databaseUrl = useServices().databaseUrl }: { redisUrl?: string; databaseUrl?: string } = {},
  saleFeed?: SaleFeed,
) {
  const ledger = new Ledger({ databaseUrl, poolSize: 10, statementMs: 60_000, onError: () => undefined });
  disposer.add(() => ledger.close());
  // Trouble is expected where a test stops its Redis; calls reject by themselves.
  const redis = connectRedis({ url: redisUrl, purpose: 'seats', onError: () => undefined });
  disposer.add(() => redis.disconnect());
  const inventory = new InventoryStore({ scripts: new SeatScripts({ redis }) });
  const orders = new OrderStore({ ledger });
  const policy = policyOf(readEnv({ DATABASE_URL: databaseUrl, REDIS_URL: redisUrl }));
  const errors: unknown[] = [];
  const mismatches: { eventId: string; rows: unknown[] }[] = [];
  const onMismatch = (eventId: string, rows: unknown[]) => void mismatches.push({ eventId, rows });
  const parts = { ledger, inventory, orders, policy, saleFeed, onMismatch, onInventoryError: (error: unknown) => errors.push(error) };
  return { ...parts, ...composeCatalogue(parts), redis, errors, mismatches };
}

export type House = ReturnType<typeof openHouse>;

/** The venue, chart and show that an event needs: 2 rows of 5 seats in one category, "Stalls". */
export async function furnish({ services }: Pick<House, 'services'>) {
  const venue = await services.venues.createVenue(STAFF, { name: 'Test house', timezone: 'Europe/Berlin' });
  const imported = await services.charts.importChart(STAFF, { venueId: venue.id, name: 'Hall', document: smallChart(2, 5) });
  if (imported.kind !== 'Chart') throw new Error(JSON.stringify(imported));
  const show = await services.shows.createShow(STAFF, { title: `Show ${randomBytes(4).toString('hex')}`, description: 'For tests' });
  return { venue, chart: imported.chart, show };
}

export type Furniture = Awaited<ReturnType<typeof furnish>>;

const price = (name: string, amountMinor: number) => ({ name, amountMinor, from: null, until: null });

export function seatedTier(changes: Partial<TierDraft> = {}): TierDraft {
  const prices = [price('Standard', 4500), price('Child', 2000)];
  return { name: 'Stalls', kind: 'SEATED', category: 'Stalls', capacity: null, color: '#1D3557', prices, ...changes };
}

export function standingTier(changes: Partial<TierDraft> = {}): TierDraft {
  const prices = [price('Standard', 1500)];
  return { name: 'Standing', kind: 'GENERAL_ADMISSION', category: null, capacity: 20, color: null, prices, ...changes };
}

/** A good event whose sale opened yesterday, with what `changes` says instead. */
export function draftOf({ venue, chart, show }: Furniture, changes: Partial<EventDraft> = {}): EventDraft {
  return {
    showId: show.id,
    venueId: venue.id,
    chartId: chart.id,
    startsAt: inDays(30),
    saleOpensAt: inDays(-1),
    saleClosesAt: inDays(29),
    currency: 'EUR',
    maxPerBuyer: 8,
    orphanRule: true,
    waitingRoom: false,
    tiers: [seatedTier(), standingTier()],
    ...changes,
  };
}

export function inDays(days: number): Date {
  return new Date(Date.now() + days * 86_400_000);
}

/** @returns the event of an outcome that must not be a refusal. */
export function eventOf(outcome: EventOutcome): EventModel {
  if (outcome.kind !== 'Event') throw new Error(JSON.stringify(outcome));
  return outcome.event;
}

export async function createEvent(house: House, changes: Partial<EventDraft> = {}): Promise<EventModel> {
  return eventOf(await house.services.events.createEvent(STAFF, draftOf(await furnish(house), changes)));
}

/** An event whose sale is open now. */
export async function openEvent(house: House, changes: Partial<EventDraft> = {}): Promise<EventModel> {
  const { id } = await createEvent(house, changes);
  eventOf(await house.services.sales.prepareSale(STAFF, id));
  return eventOf(await house.services.sales.openSale(STAFF, id));
}

/** Holds seats 0 and 1 and `places` standing places for a buyer. */
export async function holdSome(house: House, event: EventModel, buyer: string, { seats = [0, 1], places = 1 } = {}) {
  return house.inventory.hold({
    eventId: event.id,
    buyer,
    operation: { hash: randomBytes(16).toString('hex'), input: 'x' },
    secret: randomBytes(12).toString('base64url'),
    holdMs: 600_000,
    gate: null,
    seats: seats.map((index) => ({ index, tier: 0 })),
    places: places === 0 ? [] : [{ tier: 1, quantity: places }],
  });
}

/** A document of the house's own charts. */
export function readChart(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../../prisma/charts/${name}.json`, import.meta.url), 'utf8'));
}
