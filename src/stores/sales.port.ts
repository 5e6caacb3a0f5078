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
  /** Set aside for paid orders and not taken yet. */
  promisedMinor: number;
  /** Taken for orders that are not paid: it is being decided about, or let go. */
  undecidedMinor: number;
  /** What the tickets that still count were sold for. */
  liveTicketMinor: number;
  /** Paid items whose tickets are being made. */
  awaitingTicketsMinor: number;
  /** Refunds that the providers were asked for. */
  refundsUnderWayMinor: number;
  /** Refunds that the providers refused: staff must act. */
  refundsFailedMinor: number;
  /** Sum over all orders of how far each is from: captured + promised - returned = all the others. 0: the money adds up. */
  differenceMinor: number;
  /** Orders whose money does not add up, 100 at most. */
  unbalancedOrders: string[];
}

/** How far the refunds of an event that was called off have come. */
export interface Cancellation {
  /** Orders that were paid when it was called off. */
  orders: number;
  /** Those of them that are given back in the ledger. */
  givenBack: number;
  /** Those of them whose refund is done, or refused by the provider. */
  refundsDone: number;
  refundsFailed: number;
}

export interface SalesPort {
  /** What an event earned, in one look. */
  takings(eventId: Id): Promise<Takings>;
  cancellation(eventId: Id): Promise<Cancellation>;
  /** Orders of an event that are PAID or FULFILLED, by number behind `after`. */
  paidOrders(eventId: Id, after: string | null, limit: number): Promise<string[]>;
}
