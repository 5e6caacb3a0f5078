import type { Id } from '../domain/id.js';

/** Money of one tier, minor units of the event's currency. */
export interface TierTakings {
  tierId: Id;
  /** Items of paid orders, refunded ones too. */
  grossMinor: number;
  refundedMinor: number;
}

export interface Takings {
  tiers: TierTakings[];
  /** Taken by the providers. */
  capturedMinor: number;
  /** Given back by the providers. */
  returnedMinor: number;
  /** What the tickets that still count were sold for. */
  liveTicketMinor: number;
}

export interface SalesPort {
  /** What an event earned, in one look. */
  takings(eventId: Id): Promise<Takings>;
}
