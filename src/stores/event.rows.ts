import type { SizedTier } from './event.port.js';
import type { EventModel, PriceModel, TierModel } from '../domain/event.js';
import { newId } from '../domain/id.js';

type PriceRow = Omit<PriceModel, 'currency' | 'from' | 'until'> & { from: string | null; until: string | null };
type TierRow = Omit<TierModel, 'eventId' | 'prices'> & { prices: PriceRow[] | null };
export type EventRow = Omit<EventModel, 'tiers'> & { tiers: TierRow[] };

/** @returns a row of read-events.sql as the event it stands for. */
export function toEvent(row: EventRow): EventModel {
  return { ...row, tiers: row.tiers.map((tier) => toTier(tier, row)) };
}

function toTier(tier: TierRow, event: EventRow): TierModel {
  return { ...tier, eventId: event.id, prices: (tier.prices ?? []).map((price) => toPrice(price, event.currency)) };
}

/** Times inside JSON come as text. */
function toPrice(price: PriceRow, currency: string): PriceModel {
  const { from, until } = price;
  return { ...price, currency, from: from === null ? null : new Date(from), until: until === null ? null : new Date(until) };
}

/** @returns tiers and prices as insert-tiers.sql takes them; positions are their order, ids are new. */
export function toTierRows(tiers: readonly SizedTier[]): { tiers: object[]; prices: object[] } {
  const ids = tiers.map(() => newId());
  return {
    tiers: tiers.map(({ name, kind, category, color, capacity }, position) => ({
      id: ids[position],
      position,
      name: name.trim(),
      kind,
      category: kind === 'SEATED' ? category : null,
      color,
      capacity,
    })),
    prices: tiers.flatMap((tier, at) =>
      tier.prices.map((price, position) => ({ ...price, id: newId(), tierId: ids[at], position, name: price.name.trim() })),
    ),
  };
}
