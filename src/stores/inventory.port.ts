import type {
  BeginPaymentOutcome,
  ConfirmOutcome,
  ExtendOutcome,
  GiveBackOutcome,
  HoldAddress,
  HoldOutcome,
  HoldRecord,
  ReleaseOutcome,
  TieredSeat,
  TierQuantity,
} from '../domain/hold.js';
import type { Id } from '../domain/id.js';
import type { MapCursor } from '../domain/seat.js';

/**
 * Who holds what, right now. Everything here is one script call on one event's keys: atomic, on Redis' clock.
 * Every method rejects with DEPENDENCY_UNAVAILABLE when no definite answer came within its deadline; a call that carries an
 * `operation` may then be repeated with the same one, and gets the same answer if the first did run.
 */
export interface InventoryPort {
  /** Loads an event under `epoch`. STALE: that epoch or a later one is there already; nothing changed. Safe to repeat. */
  prepare(load: InventoryLoad): Promise<'PREPARED' | 'STALE'>;
  /** Sets clock, status and limit of a prepared sale. CLOSED: no such epoch in Redis. Safe to repeat. */
  setSale(eventId: Id, epoch: number, terms: SaleTerms): Promise<'SET' | 'CLOSED'>;
  /** Seats and places together, all or nothing. */
  hold(request: HoldRequest): Promise<HoldOutcome>;
  extend(request: ExtendRequest): Promise<ExtendOutcome>;
  release(request: HoldAction): Promise<ReleaseOutcome>;
  /** SELECTING → PAYING for `orderNo`. Safe to repeat: the first call's order number and payBy win. */
  beginPayment(request: BeginPaymentRequest): Promise<BeginPaymentOutcome>;
  /** PAYING → SELECTING, after the ledger definitely refused the order. Never after an unknown outcome. Safe to repeat. */
  undoPayment(address: HoldAddress, orderNo: string): Promise<GiveBackOutcome>;
  /** Projects a paid order onto the map: its seats become SOLD whatever Redis thought. Safe to repeat for ever. */
  confirm(request: ConfirmRequest): Promise<ConfirmOutcome>;
  /** Gives back what an order that the ledger gave up (expired, cancelled) still holds. Never touches SOLD. Safe to repeat. */
  giveBack(eventId: Id, epoch: number, serial: number, orderNo: string): Promise<GiveBackOutcome>;
  /** Frees a bounded slice of lapsed SELECTING holds; names PAYING holds past their backstop for the ledger to judge. */
  expire(eventId: Id, limit: number): Promise<ExpireOutcome>;
  /** The whole map in one look, or null when Redis does not know the event. */
  readMap(eventId: Id): Promise<InventorySnapshot | null>;
  /** The hold if it lives (not lapsed) and its secret is right, else null. */
  readHold(address: HoldAddress): Promise<HoldRecord | null>;
  /** Living holds of one buyer in one event. */
  holdsOf(eventId: Id, buyer: Id): Promise<HoldRecord[]>;
  /** Hands the holds and the unit count of `from` to `to`: a guest who logs in keeps them. Safe to repeat. */
  moveHolds(eventId: Id, from: Id, to: Id): Promise<number>;
  /** Changes after `cursor`, oldest first, or null when the log no longer reaches back that far or the epoch is another. */
  changesSince(eventId: Id, cursor: MapCursor): Promise<InventoryChange[] | null>;
}

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

/** One step of the version line. */
export interface InventoryChange {
  epoch: number;
  version: number;
  atMs: number;
  /** Words `index << 2 | state`. */
  seats: number[];
  /** Free units afterwards, of every tier touched. */
  free: { tier: number; free: number }[];
  /** Operation that caused it; empty for expiry. */
  operation: string;
}
