import type { ChartModel } from '../domain/chart.js';
import type { EventDraft, TierDraft } from '../domain/event.draft.js';
import type { EventModel, EventStatus } from '../domain/event.js';
import type { Hall } from '../domain/hall.js';
import type { Id } from '../domain/id.js';
import type { Page, PageRequest } from '../domain/page.js';
import type { Tx } from './unit-of-work.port.js';

/**
 * What the selling path reads about events: cached in the process for a second at most (charts for ever, they never change),
 * so that a worst minute asks the ledger once a second and not once a buyer.
 */
export interface EventReader {
  /** The event with its tiers and prices, or null. At most `EVENT_CACHE_MS` old. */
  event(id: Id): Promise<EventModel | null>;
  /** The event if this process knows it, else null: for answers that should not wait. */
  eventAtHand(id: Id): EventModel | null;
  /** The same for many at once, in the order asked for: one look at the ledger for all that are not known. */
  events(ids: readonly Id[]): Promise<(EventModel | null)[]>;
  /** The chart with its seats, or null. */
  chart(id: Id): Promise<ChartModel | null>;
  /** The chart if this process has it, else null. */
  chartAtHand(id: Id): ChartModel | null;
  /** What ranking seats needs of the event's chart; null for an event without numbered seats. Made once a chart. */
  hall(event: EventModel): Promise<Hall | null>;
  /** Tier position by seat index for an event with a chart (255: a seat of no tier); empty without a chart. */
  tierBySeat(event: EventModel): Promise<Uint8Array>;
  /**
   * Events whose inventory counts, for sweeping, listing holds and watching over Redis: prepared, not cancelled, and not over for
   * a day. Closed ones too, because orders in hand may still be paid or given up.
   */
  sellingEvents(): Promise<EventModel[]>;
  /** Forgets an event, after this process changed it. */
  forget(id: Id): void;
}

/** What staff may change of an event, as it shall be. */
export type EventTerms = Pick<
  EventModel,
  'status' | 'startsAt' | 'saleOpensAt' | 'saleClosesAt' | 'maxPerBuyer' | 'orphanRule' | 'waitingRoom'
>;

export interface EventFilter {
  /** Drafts too. */
  drafts: boolean;
  /** Only events whose sale stands here by the clock. */
  status?: EventStatus;
}

/** A tier of a draft with the units it has. */
export type SizedTier = TierDraft & { capacity: number };

export interface BlockModel {
  tierId: Id;
  seatIndex: number | null;
  quantity: number;
}

/** Events in the ledger, never cached: for changing them, for listing them, and for what the cache is filled from. */
export interface EventPort {
  find(id: Id): Promise<EventModel | null>;
  findMany(ids: readonly Id[]): Promise<EventModel[]>;
  /** Earliest first. */
  list(filter: EventFilter, page: PageRequest): Promise<Page<EventModel>>;
  /** The same page of each show's events. */
  listOfShows(showIds: readonly Id[], filter: { drafts: boolean }, page: PageRequest): Promise<Map<Id, Page<EventModel>>>;
  selling(): Promise<EventModel[]>;
  insert(tx: Tx, id: Id, draft: EventDraft, tiers: readonly SizedTier[]): Promise<void>;
  /** Locks an event until the transaction ends; waits for orders in flight. @returns it as it is now, or null. */
  lock(tx: Tx, id: Id): Promise<EventModel | null>;
  /** Writes terms and raises the revision. The event must be locked. */
  update(tx: Tx, id: Id, terms: EventTerms): Promise<void>;
  /** Replaces all tiers of a draft. The event must be locked. */
  replaceTiers(tx: Tx, id: Id, tiers: readonly SizedTier[]): Promise<void>;
  /**
   * Raises the inventory epoch by compare-and-set. Waits for orders in flight, and orders on holds of the old epoch are refused
   * from then on.
   * @returns the new epoch, or null when another process was faster.
   */
  raiseEpoch(id: Id, from: number, tx?: Tx): Promise<number | null>;
  /**
   * The lease to load an event's inventory: runs `work` while no other process runs its own for the same event. It ends with the
   * process, too, and locks no row. Takes a connection besides those of `work`.
   * @returns what `work` returned, or null when another process has the lease and `patience` is TRY.
   */
  alone<T>(id: Id, patience: 'TRY' | 'WAIT', work: () => Promise<T>): Promise<T | null>;
  blocks(id: Id): Promise<BlockModel[]>;
}
