import type {
  BeginPaymentOutcome,
  BlockOutcome,
  ChangeOutcome,
  ConfirmOutcome,
  ExtendOutcome,
  GiveBackOutcome,
  HoldAddress,
  HoldOutcome,
  HoldRecord,
  ReleaseOutcome,
  RepairOutcome,
  ReturnOutcome,
} from '../domain/hold.js';
import type { Id } from '../domain/id.js';
import type {
  BeginPaymentRequest,
  BlockRequest,
  ChangeRequest,
  ConfirmRequest,
  ExpireOutcome,
  ExtendRequest,
  HoldAction,
  HoldRequest,
  InventoryLoad,
  InventorySnapshot,
  RepairRequest,
  ReturnRequest,
  SaleTerms,
} from '../domain/inventory.js';
import type { InventoryChange } from '../domain/inventory-change.js';
import type { MapCursor } from '../domain/seat.js';

export type * from '../domain/inventory.js';
export type { InventoryChange } from '../domain/inventory-change.js';

/**
 * Who holds what, right now. Everything here is one script call on one event's keys: atomic, on Redis' clock.
 * Every method rejects with DEPENDENCY_UNAVAILABLE when no definite answer came within its deadline; a call that carries an
 * `operation` may then be repeated with the same one, and gets the same answer if the first did run.
 */
export interface InventoryPort {
  /** Loads an event under `epoch`. STALE: that epoch or a later one is there already; nothing changed. Safe to repeat. */
  prepare(load: InventoryLoad): Promise<'PREPARED' | 'STALE'>;
  /**
   * Sets clock, status and limit of a prepared sale. SET: these terms, or those of a later revision, hold. CLOSED: no such epoch in
   * Redis. Safe to repeat.
   */
  setSale(eventId: Id, epoch: number, terms: SaleTerms): Promise<'SET' | 'CLOSED'>;
  /** Seats and places together, all or nothing; or the first of some candidate blocks that can still be held. */
  hold(request: HoldRequest): Promise<HoldOutcome>;
  extend(request: ExtendRequest): Promise<ExtendOutcome>;
  /** Adds and drops seats and sets numbers of places in one step, all or nothing; the deadline stays. */
  change(request: ChangeRequest): Promise<ChangeOutcome>;
  release(request: HoldAction): Promise<ReleaseOutcome>;
  /** SELECTING → PAYING for `orderNo`. Safe to repeat: the first call's order number and payBy win. */
  beginPayment(request: BeginPaymentRequest): Promise<BeginPaymentOutcome>;
  /** PAYING → SELECTING, after the ledger definitely refused the order. Never after an unknown outcome. Safe to repeat. */
  undoPayment(address: HoldAddress, orderNo: string): Promise<GiveBackOutcome>;
  /** Projects a paid order onto the map: its seats become SOLD whatever Redis thought. Safe to repeat for ever. */
  confirm(request: ConfirmRequest): Promise<ConfirmOutcome>;
  /** Gives back what an order that the ledger gave up (expired, cancelled) still holds. Never touches SOLD. Safe to repeat. */
  giveBack(eventId: Id, epoch: number, serial: number, orderNo: string): Promise<GiveBackOutcome>;
  /** Keeps free seats and places from sale, all or nothing. Seats that are blocked already stay so. Safe to repeat. */
  block(request: BlockRequest): Promise<BlockOutcome>;
  /** Puts blocked seats and places back on sale. Seats that are not blocked stay as they are; SHORT: fewer places are. Safe to repeat. */
  unblock(request: BlockRequest): Promise<BlockOutcome>;
  /** Takes refunded seats and places off a sold order, as far as it still has them. Safe to repeat for ever, in any order. */
  returnItems(request: ReturnRequest): Promise<ReturnOutcome>;
  /** Corrects one seat or the counters of one tier, if they are still what the caller saw. Safe to repeat. */
  repair(request: RepairRequest): Promise<RepairOutcome>;
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
