import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { openCatalogue } from '../src/compose.catalogue.js';
import { readEnv } from '../src/config/env.js';
import type { EventDraft, TierDraft } from '../src/domain/event.draft.js';
import { statusAt, type EventModel } from '../src/domain/event.js';
import type { EventOutcome } from '../src/services/event.service.js';
import type { Statement } from '../src/stores/ledger.js';

/**
 * The demonstration: three logins, the arena of Erfurt, a show with one event on sale and one that opens next week. It goes
 * through the services, so it proves on each start that they work. Safe to repeat: what is there stays, a Redis that lost the
 * sale gets it again, and when the last event is over a new one is made.
 */
type Catalogue = ReturnType<typeof openCatalogue>;

const PASSWORD = 'aisle-demo';
const LOGINS = [
  { email: 'buyer@example.com', name: 'Ada Buyer', role: 'CUSTOMER' },
  { email: 'buyer2@example.com', name: 'Grace Buyer', role: 'CUSTOMER' },
  { email: 'admin@example.com', name: 'Mary Admin', role: 'ADMIN' },
] as const;
const VENUE = { name: 'Riethsporthalle Erfurt', timezone: 'Europe/Berlin' };
const SHOW = {
  title: 'Nordlicht live',
  description: 'Two hours of music, light and ice. Doors open an hour before the show; the standing area is in front of the stage.',
};
const STANDING = 300;
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** One seed at a time on a ledger: a random number that nothing else uses. */
const LOCK: Statement = { name: 'seed-lock', text: 'SELECT pg_advisory_xact_lock(7260413905518)' };
const FIND: Statement = {
  name: 'seed-find',
  text: 'SELECT (SELECT id FROM venue WHERE name = $1 ORDER BY id LIMIT 1) AS venue, (SELECT id FROM show WHERE title = $2 ORDER BY id LIMIT 1) AS show',
};

const prices = (...amounts: [name: string, amountMinor: number][]): TierDraft['prices'] =>
  amounts.map(([name, amountMinor]) => ({ name, amountMinor, from: null, until: null }));

function tiers(): TierDraft[] {
  const seated = (category: string, color: string, tierPrices: TierDraft['prices']): TierDraft => ({
    name: category,
    kind: 'SEATED',
    category,
    capacity: null,
    color,
    prices: tierPrices,
  });
  return [
    seated('Category I', '#E87722', prices(['Standard', 6500], ['Child', 3250], ['Concession', 5200])),
    seated('Category II', '#1D3557', prices(['Standard', 4500], ['Child', 2250], ['Concession', 3600])),
    seated('VIP', '#8E44AD', prices(['Standard', 12_000])),
    {
      name: 'Standing',
      kind: 'GENERAL_ADMISSION',
      category: null,
      capacity: STANDING,
      color: '#2A9D8F',
      prices: prices(['Standard', 3500], ['Concession', 2800]),
    },
  ];
}

/** Fills a ledger with the demonstration. @returns what a person may read about it. */
export async function seedDemo(catalogue: Catalogue): Promise<string> {
  return catalogue.ledger.run(async (tx) => {
    await catalogue.ledger.query(LOCK, [], tx);
    for (const login of LOGINS) await catalogue.services.people.provide({ ...login, password: PASSWORD });
    const { showId, venueId } = await provideHouse(catalogue);
    const events = await eventsOf(catalogue, showId);
    if (!events.some(isAlive)) await makeEvents(catalogue, showId, venueId);
    await catalogue.keeper.recoverLost();
    return `${VENUE.name}: 1,231 seats and ${STANDING} standing places${events.some(isAlive) ? ', as before' : ''}`;
  });
}

async function provideHouse({ ledger, services }: Catalogue): Promise<{ showId: string; venueId: string }> {
  const actor = systemActor();
  const [found] = await ledger.query<{ venue: string | null; show: string | null }>(FIND, [VENUE.name, SHOW.title]);
  const venueId = found?.venue ?? (await services.venues.createVenue(actor, VENUE)).id;
  const showId = found?.show ?? (await services.shows.createShow(actor, SHOW)).id;
  return { showId, venueId };
}

async function makeEvents({ services }: Catalogue, showId: string, venueId: string): Promise<void> {
  const actor = systemActor();
  const document: unknown = JSON.parse(readFileSync(new URL('./charts/erfurt-arena.json', import.meta.url), 'utf8'));
  const imported = await services.charts.importChart(actor, { venueId, name: VENUE.name, document });
  if (imported.kind !== 'Chart') throw new Error(`the demo's chart is refused: ${JSON.stringify(imported.problems)}`);
  const base = { showId, venueId, chartId: imported.chart.id, currency: 'EUR', maxPerBuyer: 8, orphanRule: true, waitingRoom: false };
  const draft = (startsInDays: number, saleOpensAt: Date): EventDraft => {
    const startsAt = eveningIn(startsInDays);
    return { ...base, startsAt, saleOpensAt, saleClosesAt: new Date(startsAt.getTime() - HOUR_MS), tiers: tiers() };
  };
  const first = eventOf(await services.events.createEvent(actor, draft(60, new Date())));
  eventOf(await services.sales.prepareSale(actor, first.id));
  eventOf(await services.sales.openSale(actor, first.id));
  const second = eventOf(await services.events.createEvent(actor, draft(90, new Date(Date.now() + 7 * DAY_MS))));
  eventOf(await services.sales.prepareSale(actor, second.id));
}

async function eventsOf({ services }: Catalogue, showId: string): Promise<EventModel[]> {
  const pages = await services.events.listOfShows(systemActor(), [showId], { first: 100, after: null });
  return pages.get(showId)?.rows.map((row) => row.node) ?? [];
}

/** Whether there is something to show in the demonstration. */
function isAlive(event: EventModel): boolean {
  return ['ON_SALE', 'PAUSED'].includes(statusAt(event, Date.now()));
}

function eventOf(outcome: EventOutcome): EventModel {
  if (outcome.kind !== 'Event') throw new Error(`the demo's event is refused: ${JSON.stringify(outcome)}`);
  return outcome.event;
}

/** Half past six in the evening, UTC: eight or half past seven in Erfurt. */
function eveningIn(days: number): Date {
  const day = new Date(Date.now() + days * DAY_MS);
  return new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth(), day.getUTCDate(), 18, 30));
}

function systemActor() {
  return { personId: 'system', role: 'STAFF' as const, sessionId: 'system', expiresAt: new Date(Date.now() + DAY_MS) };
}

/** `node dist/prisma/seed.js`: exit code 0 when the demonstration is there. Demo mode only: its logins are known to everybody. */
async function main(): Promise<void> {
  const env = readEnv();
  if (!env.AISLE_DEMO) throw new Error('the demonstration is written in demo mode only (AISLE_DEMO=1)');
  const failures: unknown[] = [];
  const catalogue = openCatalogue(env, (error) => failures.push(error));
  try {
    await catalogue.connect();
    const said = await seedDemo(catalogue);
    if (failures.length > 0) throw failures[0];
    process.stdout.write(`${said}\n`);
  } finally {
    await catalogue.close();
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  main().catch((error: unknown) => {
    process.stderr.write(`${(error as Error).stack ?? String(error)}\n`);
    process.exitCode = 1;
  });
}
