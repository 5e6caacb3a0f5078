import type { ChartModel } from './chart.js';
import type { TierKind } from './event.js';
import type { Id } from './id.js';
import { echo, ProblemList, type Problem } from './problem.js';

/** An event as staff write it. Without a chart it has places only. */
export interface EventDraft {
  showId: Id;
  venueId: Id;
  chartId: Id | null;
  startsAt: Date;
  saleOpensAt: Date;
  saleClosesAt: Date;
  currency: string;
  maxPerBuyer: number;
  orphanRule: boolean;
  waitingRoom: boolean;
  tiers: TierDraft[];
}

export interface TierDraft {
  name: string;
  kind: TierKind;
  category: string | null;
  /** Places of general admission. Of a numbered tier the chart says how many seats it has: what is given here is left aside. */
  capacity: number | null;
  color: string | null;
  prices: PriceDraft[];
}

export interface PriceDraft {
  name: string;
  amountMinor: number;
  from: Date | null;
  until: Date | null;
}

export const MOST_TIERS = 50;
export const MOST_PRICES = 20;
export const MOST_PLACES = 1_000_000;
export const MOST_PER_BUYER = 100;
/** An order's total is a 32-bit number of minor units. */
const MOST_MINOR = 2_147_483_647;
const NAME_LENGTH = 200;
const COLOR = /^#[0-9a-f]{6}$/i;
/** Also halves of surrogate pairs, which the ledger cannot keep. */
const CONTROL = /[\p{Cc}\p{Cs}]/u;
/** Times are numbers from 1970 on for Redis, and RFC 3339 has no year after 9999. */
const EARLIEST = 0;
const LATEST = Date.UTC(9999, 11, 31);
const CURRENCIES = new Set(Intl.supportedValuesOf('currency'));

/** @returns seats by chart category, only of categories that have any. */
export function seatsByCategory(chart: Pick<ChartModel, 'seats'> | null): Map<string, number> {
  const counts = new Map<string, number>();
  for (const seat of chart?.seats ?? []) counts.set(seat.category, (counts.get(seat.category) ?? 0) + 1);
  return counts;
}

/** @returns the tier's units: seats of its category, or the places it names. */
export function capacityOf(tier: TierDraft, seats: ReadonlyMap<string, number>): number {
  return tier.kind === 'SEATED' ? (seats.get(tier.category ?? '') ?? 0) : (tier.capacity ?? 0);
}

/**
 * Finds everything that is wrong with an event, apart from whether its show, venue and chart exist.
 * @param seats seats by category of its chart; empty without a chart.
 * @returns each fault with its path in the input (`tiers[0].prices[1].amountMinor`); empty when the event is good.
 */
export function checkEventDraft(draft: EventDraft, seats: ReadonlyMap<string, number>): Problem[] {
  const problems = new ProblemList();
  for (const field of ['startsAt', 'saleOpensAt', 'saleClosesAt'] as const) checkTime(draft[field], field, problems);
  if (draft.saleOpensAt >= draft.saleClosesAt) problems.add('saleClosesAt', 'must be later than saleOpensAt');
  if (draft.saleOpensAt >= draft.startsAt) problems.add('saleOpensAt', 'must be earlier than startsAt');
  if (!CURRENCIES.has(draft.currency)) problems.add('currency', `${echo(draft.currency)} is not a currency of ISO 4217, such as EUR`);
  if (!isWithin(draft.maxPerBuyer, 1, MOST_PER_BUYER)) problems.add('maxPerBuyer', `must lie between 1 and ${MOST_PER_BUYER}`);
  checkTiers(draft, seats, problems);
  return problems.list();
}

function checkTiers(draft: EventDraft, seats: ReadonlyMap<string, number>, problems: ProblemList): void {
  if (draft.tiers.length === 0) problems.add('tiers', 'at least one tier is needed');
  if (draft.tiers.length > MOST_TIERS) return problems.add('tiers', `at most ${MOST_TIERS} tiers, not ${draft.tiers.length}`);
  const names = new Set<string>();
  const priced = new Set<string>();
  for (const [at, tier] of draft.tiers.entries()) {
    const path = `tiers[${at}]`;
    checkName(tier.name, names, `${path}.name`, problems);
    if (tier.color !== null && !COLOR.test(tier.color)) problems.add(`${path}.color`, 'must be a colour like #E87722');
    if (tier.kind === 'SEATED') checkCategory(draft, tier, seats, priced, path, problems);
    else checkPlaces(tier, path, problems);
    checkPrices(tier, draft.maxPerBuyer, path, problems);
  }
  // Its seats would be on the map, and nobody could ever buy them.
  for (const category of seats.keys()) {
    if (!priced.has(category)) problems.add('tiers', `the chart's category ${echo(category)} has no tier`);
  }
}

function checkCategory(
  draft: EventDraft,
  tier: TierDraft,
  seats: ReadonlyMap<string, number>,
  priced: Set<string>,
  path: string,
  problems: ProblemList,
): void {
  const { category } = tier;
  if (draft.chartId === null) problems.add(`${path}.kind`, 'numbered seats need a chart');
  else if (category === null) problems.add(`${path}.category`, 'a tier of numbered seats needs a category of the chart');
  else if (!seats.has(category)) problems.add(`${path}.category`, `the chart has no seats of category ${echo(category)}`);
  else if (priced.has(category)) problems.add(`${path}.category`, `category ${echo(category)} has a tier already`);
  if (category !== null) priced.add(category);
}

function checkPlaces(tier: TierDraft, path: string, problems: ProblemList): void {
  if (tier.category !== null) problems.add(`${path}.category`, 'general admission has no category');
  if (tier.capacity === null) problems.add(`${path}.capacity`, 'general admission needs a capacity');
  else if (!isWithin(tier.capacity, 1, MOST_PLACES)) problems.add(`${path}.capacity`, `must lie between 1 and ${MOST_PLACES}`);
}

function checkPrices(tier: TierDraft, maxPerBuyer: number, path: string, problems: ProblemList): void {
  const { prices } = tier;
  if (prices.length === 0) problems.add(`${path}.prices`, 'at least one price is needed; the first is the standard price');
  if (prices.length > MOST_PRICES) return problems.add(`${path}.prices`, `at most ${MOST_PRICES} prices, not ${prices.length}`);
  const most = Math.floor(MOST_MINOR / Math.max(1, maxPerBuyer));
  const names = new Set<string>();
  for (const [at, price] of prices.entries()) {
    const pricePath = `${path}.prices[${at}]`;
    checkName(price.name, names, `${pricePath}.name`, problems);
    if (!isWithin(price.amountMinor, 0, most)) problems.add(`${pricePath}.amountMinor`, `must lie between 0 and ${most}`);
    checkTime(price.from, `${pricePath}.from`, problems);
    checkTime(price.until, `${pricePath}.until`, problems);
    if (price.from !== null && price.until !== null && price.from >= price.until)
      problems.add(`${pricePath}.until`, 'must be later than from');
  }
}

function checkTime(time: Date | null, path: string, problems: ProblemList): void {
  if (time !== null && !isWithin(time.getTime(), EARLIEST, LATEST)) problems.add(path, 'must lie between the years 1970 and 9999');
}

function checkName(name: string, names: Set<string>, path: string, problems: ProblemList): void {
  const fault = nameFault(name, NAME_LENGTH);
  if (fault !== null) problems.add(path, fault);
  else if (names.has(name.trim())) problems.add(path, `duplicate: ${echo(name)}`);
  names.add(name.trim());
}

/** @returns why a text cannot be a name of 1 to `most` characters, or null when it can. */
export function nameFault(name: string, most: number): string | null {
  if (name.trim() === '') return 'must not be empty';
  if (CONTROL.test(name)) return 'must not contain control characters';
  return name.length > most ? `must have at most ${most} characters` : null;
}

function isWithin(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most;
}
