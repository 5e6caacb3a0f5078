import type { SaleClosedReason } from '../domain/hold.js';

type Sentence = string | ((refusal: never) => string);

const SALE_CLOSED: Record<SaleClosedReason, string> = {
  NOT_YET: 'The sale has not opened yet.',
  PAUSED: 'The sale is paused. Please try again in a few minutes.',
  ENDED: 'The sale is over.',
  CANCELLED: 'This event was cancelled.',
  RECOVERING: 'The seating plan is being restored. Please try again in a moment.',
};

function count(quantity: number, one: string, many: string): string {
  return quantity === 1 ? `1 ${one}` : `${quantity} ${many}`;
}

/** What a refusal says to a person when the service that refused found no better words. Every Failure type has an entry. */
export const REFUSAL_SENTENCES: Record<string, Sentence> = {
  EmailTaken: 'An account with this e-mail address exists already. Log in instead.',
  WeakPassword: 'This password is too easy to guess. Use at least 10 characters.',
  InvalidCredentials: 'E-mail address and password do not belong together.',
  InvalidChart: 'This document cannot become a seating chart.',
  InvalidEvent: 'The event cannot be set up like this.',
  WrongEventStatus: (refusal: { status: string }) => `This is not possible while the sale stands at ${refusal.status}.`,
  SeatsUnavailable: (refusal: { taken: number[] }) =>
    refusal.taken.length === 1
      ? 'This seat was just taken.'
      : `${count(refusal.taken.length, 'seat was', 'of these seats were')} just taken.`,
  PlacesUnavailable: (refusal: { available: number }) =>
    refusal.available === 0 ? 'No places are left.' : `Only ${count(refusal.available, 'place is', 'places are')} left.`,
  NoBlockAvailable: 'No block of this size is free.',
  LeavesSingleSeat: 'This choice would leave a single seat alone. Please move by one.',
  HoldLimitReached: (refusal: { limit: number; inUse: number }) =>
    `One buyer may have ${count(refusal.limit, 'ticket', 'tickets')} for this event, and you have ${refusal.inUse}.`,
  SaleNotOpen: (refusal: { reason: SaleClosedReason }) => SALE_CLOSED[refusal.reason],
  AdmissionRequired: 'Many people want tickets right now. Please join the line.',
  HoldGone: 'This hold is over. The seats may be free again.',
  HoldInPayment: 'Payment for this hold has begun. Pay or cancel the order.',
  NoExtensionsLeft: 'This hold was extended as often as it may.',
  PriceNotAvailable: 'One of these prices is not available.',
  OrderNotPayable: (refusal: { status: string }) => `This order cannot be paid: it is ${refusal.status.toLowerCase()}.`,
  NothingToRefund: (refusal: { orderStatus: string }) => `Nothing is left to give back: the order is ${refusal.orderStatus.toLowerCase()}.`,
  OrderNotCancellable: (refusal: { status: string }) => `This order cannot be cancelled: it is ${refusal.status.toLowerCase()}.`,
  TicketNotValid: 'This ticket lets nobody in.',
};

/** @returns the sentence of a refusal: its own, or the one of its type. */
export function sentenceOf(typeName: string, refusal: { message?: string }): string {
  if (refusal.message !== undefined) return refusal.message;
  const sentence = REFUSAL_SENTENCES[typeName] ?? 'This is not possible.';
  return typeof sentence === 'string' ? sentence : sentence(refusal as never);
}
