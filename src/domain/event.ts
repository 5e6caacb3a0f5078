import type { Id } from './id.js';

export type EventStatus = 'DRAFT' | 'PREPARED' | 'ON_SALE' | 'PAUSED' | 'CLOSED' | 'CANCELLED';
export type TierKind = 'SEATED' | 'GENERAL_ADMISSION';

export interface ShowModel {
  id: Id;
  title: string;
  description: string;
  createdAt: Date;
}

export interface VenueModel {
  id: Id;
  name: string;
  timezone: string;
}

export interface PriceModel {
  id: Id;
  position: number;
  name: string;
  amountMinor: number;
  currency: string;
  from: Date | null;
  until: Date | null;
}

export interface TierModel {
  id: Id;
  eventId: Id;
  /** 0-based; the number by which the inventory knows the tier. */
  position: number;
  name: string;
  kind: TierKind;
  category: string | null;
  color: string | null;
  capacity: number;
  /** Standard price first. */
  prices: PriceModel[];
}

/** A dated performance with everything that is frozen from prepareSale on. */
export interface EventModel {
  id: Id;
  showId: Id;
  venueId: Id;
  chartId: Id | null;
  revision: number;
  /** As last written; what people see is `statusAt`. */
  status: EventStatus;
  startsAt: Date;
  saleOpensAt: Date;
  saleClosesAt: Date;
  currency: string;
  maxPerBuyer: number;
  orphanRule: boolean;
  waitingRoom: boolean;
  inventoryEpoch: number;
  tiers: TierModel[];
}

/** Statuses from which each staff move is allowed; the one table that services, refusals and tests ask. */
export const SALE_MOVES = {
  updateLayout: ['DRAFT'],
  update: ['DRAFT', 'PREPARED', 'ON_SALE', 'PAUSED'],
  prepareSale: ['DRAFT', 'PREPARED'],
  openSale: ['PREPARED', 'PAUSED', 'ON_SALE'],
  pauseSale: ['PREPARED', 'ON_SALE', 'PAUSED'],
  closeSale: ['PREPARED', 'ON_SALE', 'PAUSED', 'CLOSED'],
  cancelEvent: ['DRAFT', 'PREPARED', 'ON_SALE', 'PAUSED', 'CLOSED', 'CANCELLED'],
} as const satisfies Record<string, readonly EventStatus[]>;

/**
 * The status that holds at `nowMs`: the clock opens a prepared sale at saleOpensAt and closes an open one at saleClosesAt, as
 * the hold script does, without anybody writing it down.
 */
export function statusAt(event: Pick<EventModel, 'status' | 'saleOpensAt' | 'saleClosesAt'>, nowMs: number): EventStatus {
  if (event.status !== 'PREPARED' && event.status !== 'ON_SALE') return event.status;
  if (nowMs >= event.saleClosesAt.getTime()) return 'CLOSED';
  return nowMs >= event.saleOpensAt.getTime() ? 'ON_SALE' : 'PREPARED';
}

/** Whether `price` may be sold at `nowMs`. */
export function priceIsValid(price: Pick<PriceModel, 'from' | 'until'>, nowMs: number): boolean {
  return (price.from === null || nowMs >= price.from.getTime()) && (price.until === null || nowMs < price.until.getTime());
}

/** @returns the standard price at `nowMs`: the first one that is valid, or the first of all if none is. */
export function standardPrice(tier: Pick<TierModel, 'prices'>, nowMs: number): PriceModel {
  const price = tier.prices.find((candidate) => priceIsValid(candidate, nowMs)) ?? tier.prices[0];
  if (price === undefined) throw new Error('a tier without a price');
  return price;
}
