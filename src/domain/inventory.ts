import type { HoldAddress, TieredSeat, TierQuantity } from './hold.js';
import type { Id } from './id.js';
import type { RunTable } from './run.js';
import type { MapCursor, SeatState } from './seat.js';

/** The caller's idempotency key, hashed with the user and the mutation; `input` is a hash of everything else it said. */
export interface OperationId {
  hash: string;
  input: string;
}

export type SaleStatus = 'SELLING' | 'PAUSED' | 'CLOSED' | 'CANCELLED';

/** The script judges opensAt and closesAt on Redis' clock, so no dead process delays an on-sale. */
export interface SaleTerms {
  status: SaleStatus;
  opensAtMs: number;
  closesAtMs: number;
  maxPerBuyer: number;
  /** The event's revision in the ledger: terms of an earlier one that arrive late change nothing. Left out: always set. */
  revision?: number;
}

export interface InventoryLoad extends SaleTerms {
  eventId: Id;
  epoch: number;
  seatCount: number;
  /** Capacity by tier position, numbered tiers included (their number of seats). */
  capacities: number[];
  /** Seats blocked by staff. */
  blocked: TieredSeat[];
  blockedPlaces: TierQuantity[];
  /** Live orders of the ledger: PENDING ones come back as PAYING with their payBy, paid ones as SOLD. Empty at first. */
  orders: LoadedOrder[];
  /** Which seats are neighbours, by `runTable`. Without it nothing is known of neighbours, and the orphan rule refuses nothing. */
  runs?: RunTable;
}

export interface LoadedOrder {
  orderNo: string;
  buyer: Id;
  stage: 'PAYING' | 'SOLD';
  payByMs: number;
  seats: TieredSeat[];
  /** General admission only. */
  places: TierQuantity[];
}

export interface HoldRequest {
  eventId: Id;
  buyer: Id;
  operation: OperationId;
  /** 16 characters of base64url; becomes part of the hold id. */
  secret: string;
  holdMs: number;
  /** What the buyer shows at the gate of an event with a waiting room, empty for nothing; null: the event has none. */
  gate: { admission: string } | null;
  seats: TieredSeat[];
  /** General admission only. */
  places: TierQuantity[];
  /**
   * Best available: at most 32 blocks of equal size, best first, instead of `seats` (empty then). The first one that is free and legal
   * is held, else NO_BLOCK. An empty list is NO_BLOCK too, after all of hold's other guards.
   */
  candidates?: TieredSeat[][];
  /** Whether the event refuses picks that strand single seats. */
  orphanRule?: boolean;
}

export interface HoldAction {
  address: HoldAddress;
  buyer: Id;
  operation: OperationId;
}

export interface ExtendRequest extends HoldAction {
  extensionMs: number;
  maxExtensions: number;
}

/** Adds and drops in one step. What would leave nothing held is the caller's to refuse. */
export interface ChangeRequest extends HoldAction {
  addSeats: TieredSeat[];
  dropSeats: TieredSeat[];
  /** New number of places of a tier, 0 to drop them all; tiers not named stay as they are. General admission only. */
  places: TierQuantity[];
  orphanRule?: boolean;
}

export interface BlockRequest {
  eventId: Id;
  seats: TieredSeat[];
  /** How many more (or fewer) to block. General admission only. */
  places: TierQuantity[];
  /** With one, a repeat within a day blocks places once. Seats can be blocked again in any case. */
  operation?: OperationId;
}

export interface ReturnRequest {
  eventId: Id;
  orderNo: string;
  /** Seats that the order no longer has. */
  seats: TieredSeat[];
  /** How many places the order still has, by tier: a repeat, or an older message that comes late, never returns more. */
  left: TierQuantity[];
  to: 'ON_SALE' | 'BLOCKED';
}

/** One seat or the counters of one tier, as the caller saw them and as they should be. */
export type RepairRequest = {
  eventId: Id;
  epoch: number;
} & (
  | {
      /** `owner` is the serial of the hold on it, 0 when it is free or blocked. */
      seat: TieredSeat & { state: SeatState; owner: number };
      to: 'FREE' | 'BLOCKED';
    }
  | {
      /** Counted on the map of this version, which must still be the latest. Their sum must not change. */
      version: number;
      counts: TierCounts;
      to: TierCounts;
    }
);

export interface BeginPaymentRequest {
  address: HoldAddress;
  buyer: Id;
  orderNo: string;
  payMs: number;
  /** How long after payBy Redis keeps the hold for the ledger's verdict. */
  backstopMs: number;
}

export interface ConfirmRequest {
  eventId: Id;
  /** Fence of the hold the order was placed on; another epoch's serial is not looked up. */
  epoch: number;
  serial: number;
  orderNo: string;
  buyer: Id;
  seats: TieredSeat[];
  /** General admission only. */
  places: TierQuantity[];
}

export interface ExpireOutcome {
  /** Holds freed by this call. */
  expired: number;
  /** PAYING holds past their backstop: the ledger decides. */
  overdue: { epoch: number; serial: number; orderNo: string }[];
  /** Milliseconds since 1970 of the next deadline, null when nothing is held. */
  nextDeadlineMs: number | null;
  nowMs: number;
}

export interface TierCounts {
  tier: number;
  free: number;
  held: number;
  sold: number;
  blocked: number;
}

export interface InventorySnapshot {
  cursor: MapCursor;
  atMs: number;
  terms: SaleTerms;
  seatCount: number;
  /** Two bits a seat, `mapByteLength(seatCount)` bytes. */
  map: Uint8Array;
  tiers: TierCounts[];
}
