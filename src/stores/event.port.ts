import type { EventModel } from '../domain/event.js';
import type { ChartModel } from '../domain/chart.js';
import type { Id } from '../domain/id.js';

/**
 * What the selling path reads about events: cached in the process for a second at most (charts for ever, they never change),
 * so that a worst minute asks the ledger once a second and not once a buyer.
 */
export interface EventReader {
  /** The event with its tiers and prices, or null. At most `EVENT_CACHE_MS` old. */
  event(id: Id): Promise<EventModel | null>;
  /** The chart with its seats, or null. */
  chart(id: Id): Promise<ChartModel | null>;
  /** Tier position by seat index for an event with a chart (255: a seat of no tier); empty without a chart. */
  tierBySeat(event: EventModel): Promise<Uint8Array>;
  /** Prepared events whose sale is not over, for sweeping and for listing holds. */
  sellingEvents(): Promise<EventModel[]>;
  /** Forgets an event, after this process changed it. */
  forget(id: Id): void;
}
