import { statusAt, type EventModel, type EventStatus } from '../domain/event.js';
import type { ChangeOutcome, Closed, HoldOutcome, HoldRecord } from '../domain/hold.js';
import type { WaitingRoom } from '../domain/line.js';
import type { MapCursor } from '../domain/seat.js';
import { AisleError } from '../errors/aisle-error.js';

/** How soon to come back while the map is being rebuilt. */
const RECOVERING_RETRY_MS = 1000;
/** GraphQL's Int ends here: 24 days in milliseconds. */
const LONGEST_INT = 2_147_483_647;

export type HoldGranted = { kind: 'Hold'; hold: HoldRecord };
export type HoldGone = { kind: 'HoldGone' };
export type HoldInPayment = { kind: 'HoldInPayment'; orderNo: string };
export type SaleNotOpen = { kind: 'SaleNotOpen'; reason: Closed['reason']; opensAt: Date | null; retryAfterMs: number | null };
/** `wished` is what a suggestion would be like: it is made only for a client that asks for it. */
export type SeatsUnavailable = {
  kind: 'SeatsUnavailable';
  taken: number[];
  cursor: MapCursor;
  wished?: { event: EventModel; seats: number[] };
};
/** Everything that an attempt to hold can end in, by the names of the schema. */
export type HoldTicketsResult =
  | HoldGranted
  | HoldGone
  | HoldInPayment
  | SaleNotOpen
  | { kind: 'AdmissionRequired'; waitingRoom: WaitingRoom }
  | SeatsUnavailable
  | { kind: 'PlacesUnavailable'; tierId: string; available: number }
  | { kind: 'NoBlockAvailable'; largestBlock: number }
  | { kind: 'LeavesSingleSeat'; stranded: number[] }
  | { kind: 'HoldLimitReached'; limit: number; inUse: number };

type Said = Exclude<HoldOutcome | ChangeOutcome, { kind: 'NOT_ADMITTED' }>;

/** @returns a script's verdict in the schema's words. @throws IDEMPOTENCY_CONFLICT. */
export function sayHold(outcome: Said, event: EventModel, nowMs: number): HoldTicketsResult {
  switch (outcome.kind) {
    case 'HELD':
      return { kind: 'Hold', hold: outcome.hold };
    case 'UNAVAILABLE':
      return { kind: 'SeatsUnavailable', taken: outcome.taken, cursor: outcome.cursor };
    case 'SHORT':
      return { kind: 'PlacesUnavailable', tierId: event.tiers[outcome.tier]!.id, available: outcome.available };
    case 'LIMIT':
      return { kind: 'HoldLimitReached', limit: outcome.limit, inUse: outcome.inUse };
    case 'NO_BLOCK':
      return { kind: 'NoBlockAvailable', largestBlock: 0 };
    case 'STRANDS':
      return { kind: 'LeavesSingleSeat', stranded: outcome.stranded };
    case 'CLOSED':
      return saleNotOpen(outcome, event, nowMs);
    default:
      return sayEnded(outcome);
  }
}

type Ended = { kind: 'GONE' } | { kind: 'CONFLICT' };

/** A hold that is gone, in payment, or asked for with a used key: the same words for every operation on it. */
export function sayEnded(outcome: Ended): HoldGone;
export function sayEnded(outcome: Ended | { kind: 'IN_PAYMENT'; orderNo: string }): HoldGone | HoldInPayment;
export function sayEnded(outcome: Ended | { kind: 'IN_PAYMENT'; orderNo: string }): HoldGone | HoldInPayment {
  if (outcome.kind === 'CONFLICT') throw new AisleError('IDEMPOTENCY_CONFLICT');
  return outcome.kind === 'IN_PAYMENT' ? { kind: 'HoldInPayment', orderNo: outcome.orderNo } : { kind: 'HoldGone' };
}

function saleNotOpen(outcome: Closed, event: EventModel, nowMs: number): SaleNotOpen {
  const reason = reasonOf(outcome, statusAt(event, nowMs));
  const opensAt = reason === 'NOT_YET' ? new Date(outcome.opensAtMs ?? event.saleOpensAt.getTime()) : null;
  const waitMs = opensAt === null ? null : Math.min(LONGEST_INT, Math.max(0, opensAt.getTime() - nowMs));
  return { kind: 'SaleNotOpen', reason, opensAt, retryAfterMs: reason === 'RECOVERING' ? RECOVERING_RETRY_MS : waitMs };
}

/** A sale that the ledger knows to be over is not waited for, whatever became of its map: events long over are not rebuilt. */
function reasonOf({ reason }: Closed, status: EventStatus): Closed['reason'] {
  if (status === 'CANCELLED') return 'CANCELLED';
  return reason === 'RECOVERING' && status === 'CLOSED' ? 'ENDED' : reason;
}
