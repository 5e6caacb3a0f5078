import { type Id, idOf } from './id.js';
import type { MapCursor } from './seat.js';

/**
 * A hold keeps seats and places for one buyer until a deadline.
 *
 *   SELECTING --begin-payment--> PAYING --confirm--> SOLD
 *       |                           |
 *       +-- deadline / release      +-- the ledger gives the order up (expired, cancelled)
 *
 * (epoch, serial) is the fence: serial is the map version that granted the hold, so it grows with every grant on a seat.
 */
export type HoldStage = 'SELECTING' | 'PAYING' | 'SOLD';

/** A quantity of one tier. `tier` is the tier's position in its event, 0-based, fixed once the sale is prepared. */
export interface TierQuantity {
  tier: number;
  quantity: number;
}

/** A numbered seat with the position of the tier that prices it. */
export interface TieredSeat {
  index: number;
  tier: number;
}

/** What Redis knows of one hold. */
export interface HoldRecord {
  eventId: Id;
  epoch: number;
  serial: number;
  secret: string;
  /** Person who owns it. */
  buyer: Id;
  stage: HoldStage;
  /** SELECTING: when it lapses. PAYING: payBy. Milliseconds since 1970 on Redis' clock. */
  deadlineMs: number;
  /** Redis' clock when the answer was made, so that a reader can show a countdown without trusting its own clock. */
  nowMs: number;
  /** When it was granted; prices are frozen as of then. */
  grantedAtMs: number;
  extensionsUsed: number;
  seats: number[];
  /** Units by tier, numbered seats included. */
  units: TierQuantity[];
  /** Set from PAYING on. */
  orderNo: string | null;
}

/** The address of a hold, decoded from its public id. The secret makes it unguessable; the epoch makes a stale one void. */
export interface HoldAddress {
  eventId: Id;
  epoch: number;
  serial: number;
  secret: string;
}

const SECRET = /^[A-Za-z0-9_-]{16}$/;

/** @returns the public id: event, epoch, serial and secret, in one opaque token. */
export function encodeHoldId(hold: HoldAddress): string {
  const event = Buffer.from(hold.eventId.replaceAll('-', ''), 'hex').toString('base64url');
  return `${event}.${hold.epoch}.${hold.serial}.${hold.secret}`;
}

const EPOCH = /^[1-9]\d{0,8}$/;
const SERIAL = /^[1-9]\d{0,9}$/;
/** Room for more bytes than an event has, so that a longer text is seen to be longer. */
const event = Buffer.alloc(20);

/** @returns the address, or null for a text that was never a hold id. */
export function decodeHoldId(id: string): HoldAddress | null {
  const [eventText = '', epoch = '', serial = '', secret = '', ...rest] = id.split('.');
  if (rest.length > 0 || eventText.length !== 22 || event.write(eventText, 'base64url') !== 16) return null;
  if (!EPOCH.test(epoch) || !SERIAL.test(serial) || !SECRET.test(secret)) return null;
  return { eventId: idOf(event), epoch: Number(epoch), serial: Number(serial), secret };
}

/** The fence of a hold, as clients see it. */
export function fenceOf(hold: Pick<HoldRecord, 'epoch' | 'serial'>): string {
  return `${hold.epoch}.${hold.serial}`;
}

export type SaleClosedReason = 'NOT_YET' | 'PAUSED' | 'ENDED' | 'CANCELLED' | 'RECOVERING';

/** One answer each of the scripts; `kind` is the script's status word. Cursors say which map the answer was judged on. */
export type Held = { kind: 'HELD'; hold: HoldRecord; cursor: MapCursor; repeated: boolean };
export type Gone = { kind: 'GONE' };
/** The operation id was used before with another input. */
export type Conflict = { kind: 'CONFLICT' };
export type Closed = { kind: 'CLOSED'; reason: SaleClosedReason; opensAtMs: number | null };
/** The pick would leave these seats alone between taken ones, and a pick of its size that does not exists in the tier. */
export type Strands = { kind: 'STRANDS'; stranded: number[] };
export type InPayment = { kind: 'IN_PAYMENT'; orderNo: string };

export type HoldOutcome =
  | Held
  | { kind: 'UNAVAILABLE'; taken: number[]; cursor: MapCursor }
  | { kind: 'SHORT'; tier: number; available: number }
  | { kind: 'LIMIT'; limit: number; inUse: number }
  | Strands
  /** None of the candidates can be held. */
  | { kind: 'NO_BLOCK' }
  | Closed
  /** The event has a waiting room, and the buyer showed no living admission of it. */
  | { kind: 'NOT_ADMITTED' }
  | Gone
  | Conflict;

/** IN_PAYMENT and GONE as for every action on a hold; the rest as for a new one. */
export type ChangeOutcome =
  | Held
  | { kind: 'UNAVAILABLE'; taken: number[]; cursor: MapCursor }
  | { kind: 'SHORT'; tier: number; available: number }
  | { kind: 'LIMIT'; limit: number; inUse: number }
  | Strands
  | Closed
  | Gone
  | Conflict
  | InPayment;

export type ExtendOutcome = Held | Gone | Conflict | InPayment | { kind: 'NO_EXTENSIONS' };
export type ReleaseOutcome = { kind: 'RELEASED' } | Gone | Conflict | InPayment;
/** PAYING repeats with the first call's order number and payBy, whatever the repeat asks for. */
export type BeginPaymentOutcome = { kind: 'PAYING'; hold: HoldRecord } | Gone;
/** DONE: the seats now read SOLD. ALREADY: they did before. `evicted`: holds without an order that stood in the way. */
export type ConfirmOutcome = { kind: 'DONE' | 'ALREADY'; evicted: number[] } | { kind: 'CLOSED'; reason: 'RECOVERING' };
/**
 * ABSENT: no hold of this order is left to give back; a repeat is safe. CLOSED: the inventory is lost, and a rebuild under way may have
 * read the ledger before the order was given up: ask again.
 */
export type GiveBackOutcome = { kind: 'GIVEN_BACK' | 'ABSENT' } | { kind: 'CLOSED'; reason: 'RECOVERING' };
/** DONE also when there was nothing to do. UNAVAILABLE and SHORT: somebody has them; nothing changed. */
export type BlockOutcome =
  | { kind: 'DONE' }
  | { kind: 'UNAVAILABLE'; taken: number[]; cursor: MapCursor }
  | { kind: 'SHORT'; tier: number; available: number }
  | { kind: 'CLOSED'; reason: 'RECOVERING' };
/** ABSENT: nothing of what was asked is sold to that order (any more); a repeat is safe. */
export type ReturnOutcome = { kind: 'DONE' | 'ABSENT' } | { kind: 'CLOSED'; reason: 'RECOVERING' };
/** CHANGED: what is there is not what the caller saw, so nothing was done. */
export type RepairOutcome = { kind: 'DONE' | 'CHANGED' } | { kind: 'CLOSED'; reason: 'RECOVERING' };
