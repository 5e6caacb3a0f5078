import { RequestError } from '../api/graphql.js';
import type { EventStatus, OrderStatus, Refusal } from '../api/types.js';
import { formatShortDateTime, speakDuration } from './time.js';

/** What the sentences may name. */
export interface Names {
  seat(index: number): string;
  tier(id: string): string;
}

const plural = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;
const listed = (parts: readonly string[]): string =>
  parts.length < 2 ? (parts[0] ?? '') : `${parts.slice(0, -1).join('; ')} and ${parts.at(-1)}`;

/** "Block B, row 3, seats 11–12": seats of one row are named together, neighbours as a range. */
export function listSeats(seatNames: readonly string[]): string {
  const rows = new Map<string, string[]>();
  for (const name of seatNames) {
    const [, row = '', number = name] = /^(.*), seat (\S+)$/.exec(name) ?? [];
    rows.set(row, [...(rows.get(row) ?? []), number]);
  }
  return listed(
    [...rows].flatMap(([row, numbers]) => {
      if (!row) return numbers;
      return `${row}, ${numbers.length > 1 ? 'seats' : 'seat'} ${ranges(numbers)}`;
    }),
  );
}

/** @returns what to say when picked seats went to somebody else. */
export function lostSentence(seatNames: readonly string[]): string {
  return `${listSeats(seatNames)} ${seatNames.length > 1 ? 'were' : 'was'} just taken by somebody else.`;
}

function ranges(numbers: readonly string[]): string {
  const sorted = [...numbers].sort((one, other) => Number(one) - Number(other));
  const runs: string[][] = [];
  for (const number of sorted) {
    const run = runs.at(-1);
    if (run && Number(number) === Number(run.at(-1)) + 1) run.push(number);
    else runs.push([number]);
  }
  return runs.map((run) => (run.length > 1 ? `${run[0]}–${run.at(-1)}` : run[0])).join(', ');
}

const SALE_CLOSED = {
  NOT_YET: 'The sale has not opened yet.',
  PAUSED: 'The sale is paused at the moment. What you hold stays yours until its time is up.',
  ENDED: 'The sale has ended.',
  CANCELLED: 'This event was cancelled. Nothing can be bought for it any more.',
  RECOVERING: 'The box office is getting its seats in order after a fault. Please try again in a moment.',
} as const;

/** One sentence for every refusal that the schema can answer to this page: what happened, and what can be done. */
export const REFUSALS: Record<string, (refusal: Refusal, names: Names) => string> = {
  SeatsUnavailable: ({ taken = [] }, names) =>
    taken.length > 3
      ? `${plural(taken.length, 'seat')} of your choice went to somebody else just before you. They are marked; the rest is still selected.`
      : `${listSeats(taken.map(names.seat))} went to somebody else just before you. The rest is still selected.`,
  PlacesUnavailable: ({ available = 0, tierId = '' }, names) =>
    available === 0
      ? `There are no places left in ${names.tier(tierId)}.`
      : `Only ${plural(available, 'place')} left in ${names.tier(tierId)}. Please choose fewer.`,
  NoBlockAvailable: ({ largestBlock }) =>
    largestBlock
      ? `There are not that many free seats side by side: the largest free block has ${plural(largestBlock, 'seat')}.`
      : 'No such seat is free right now.',
  LeavesSingleSeat: ({ stranded = [] }, names) =>
    `This choice would leave ${listSeats(stranded.map(names.seat))} alone, and nobody buys that. It is marked: take it too, or choose other seats.`,
  HoldLimitReached: ({ limit = 0, inUse = 0 }) =>
    `One person can have at most ${plural(limit, 'ticket')} for this event, and you already have ${inUse}.`,
  SaleNotOpen: ({ reason = 'ENDED', opensAt, retryAfterMs }) =>
    [
      SALE_CLOSED[reason],
      reason === 'NOT_YET' && opensAt ? `It opens on ${formatShortDateTime(opensAt)}.` : '',
      retryAfterMs ? `Try again in ${speakDuration(retryAfterMs)}.` : '',
    ]
      .filter(Boolean)
      .join(' '),
  AdmissionRequired: () => 'Many people want these tickets. You need a place in the waiting line first.',
  HoldGone: () => 'Your time to order is over, and the tickets went back on sale. Nothing was charged.',
  HoldInPayment: () => 'These tickets are already in an order that waits for payment.',
  NoExtensionsLeft: () => 'The time cannot be extended any more.',
  PriceNotAvailable: () => 'One of the chosen prices is not offered any more. Please choose another price.',
  OrderNotPayable: ({ status }) => (status ? `This order cannot be paid: ${ORDER_STATUS[status].sentence}` : 'This order cannot be paid.'),
  OrderNotCancellable: ({ status }) =>
    status ? `This order cannot be cancelled: ${ORDER_STATUS[status].sentence}` : 'This order cannot be cancelled.',
  EmailTaken: () => 'There is already an account with this e-mail address. Sign in instead.',
  WeakPassword: ({ message }) => message,
  InvalidCredentials: () => 'E-mail address or password is wrong.',
};

const wait = (error: RequestError): string =>
  error.retryAfterMs ? ` Try again in ${speakDuration(error.retryAfterMs)}.` : ' Try again in a moment.';

/** One sentence for every code of the error catalogue, and for no answer at all. */
export const ERRORS: Record<string, (error: RequestError) => string> = {
  NETWORK: () => 'The box office cannot be reached. Check your connection and try again; nothing is booked twice.',
  UNAUTHENTICATED: () => 'Your session has ended. Sign in again, or choose your tickets anew.',
  FORBIDDEN: () => 'You are not allowed to do this.',
  NOT_FOUND: () => 'This does not exist, or it belongs to somebody else.',
  BAD_USER_INPUT: (error) => error.problems.map((problem) => problem.message).join(' ') || error.message,
  RATE_LIMITED: (error) => `That was a lot of requests in a short time.${wait(error)}`,
  OVERLOADED: (error) => `Very many people are buying right now. Nothing was booked.${wait(error)}`,
  DEPENDENCY_UNAVAILABLE: (error) => `A part of the box office does not answer at the moment.${wait(error)}`,
  IDEMPOTENCY_CONFLICT: () => 'This request was already used for something else. Reload the page and try again.',
  INTERNAL: () => 'Something went wrong on our side. Please try again; nothing is booked twice.',
};

/** @returns the sentence for a refusal; a member that this page does not know still says what the server said. */
export function refusalSentence(refusal: Refusal, names: Names): string {
  return REFUSALS[refusal.__typename]?.(refusal, names) ?? refusal.message;
}

/** @returns the sentence for anything that `send` throws. */
export function errorSentence(error: unknown): string {
  const known = error instanceof RequestError ? error : new RequestError('INTERNAL', String(error));
  return (ERRORS[known.code] ?? ERRORS['INTERNAL']!)(known);
}

export const ORDER_STATUS: Record<OrderStatus, { title: string; sentence: string }> = {
  PENDING: { title: 'Waiting for payment', sentence: 'it is waiting for its payment.' },
  PAID: { title: 'Paid', sentence: 'it is already paid.' },
  FULFILLED: { title: 'Your tickets', sentence: 'it is paid and its tickets are issued.' },
  CANCELLED: { title: 'Cancelled', sentence: 'it was cancelled.' },
  EXPIRED: { title: 'Not paid in time', sentence: 'its time to pay is over.' },
  REFUNDED: { title: 'Refunded', sentence: 'it was refunded.' },
};

/** Why an order did not end fulfilled. */
export const ORDER_FAILURES: Record<string, string> = {
  PAYMENT_EXPIRED: 'No payment arrived in time, so the tickets went back on sale. A late payment brings them back, or goes back.',
  PAYMENT_DECLINED: 'The payment was declined. Nothing was charged.',
  CANCELLED_BY_BUYER: 'You cancelled this order. The tickets went back on sale, and nothing was charged.',
  EVENT_CANCELLED: 'The event was cancelled. Your money goes back the way it came.',
  SEATS_GONE: 'The payment arrived after the tickets had gone to somebody else. Your money goes back the way it came.',
};

/** Status of a sale as a badge says it. */
export function saleBadge(
  event: { status: EventStatus; soldOut: boolean; saleOpensAt: string },
  timeZone: string,
): { text: string; tone: string } {
  if (event.status === 'ON_SALE' && event.soldOut) return { text: 'Sold out', tone: 'quiet' };
  switch (event.status) {
    case 'ON_SALE':
      return { text: 'On sale', tone: 'good' };
    case 'PREPARED':
    case 'DRAFT':
      return { text: `On sale from ${formatShortDateTime(event.saleOpensAt, timeZone)}`, tone: 'info' };
    case 'PAUSED':
      return { text: 'Sale paused', tone: 'warn' };
    case 'CLOSED':
      return { text: 'Sale ended', tone: 'quiet' };
    case 'CANCELLED':
      return { text: 'Cancelled', tone: 'warn' };
  }
}
