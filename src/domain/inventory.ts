import type { HoldAddress, TieredSeat, TierQuantity } from './hold.js';
import type { Id } from './id.js';
import type { MapCursor } from './seat.js';

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
  seats: TieredSeat[];
  /** General admission only. */
  places: TierQuantity[];
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
