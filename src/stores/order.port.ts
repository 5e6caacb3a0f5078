import type { Id } from '../domain/id.js';
import type { FailureCode, OrderItemModel, OrderModel, OrderStatus, OrderStepModel } from '../domain/order.js';
import type { Page, PageRequest } from '../domain/page.js';
import type { Tx } from './unit-of-work.port.js';

/** Orders, their items, their journal and their timeline, as the ledger keeps them. */
export interface OrderPort {
  /**
   * Writes order, items, stock, journal and timeline in one commit, or nothing; orders that come at the same time share a commit.
   * Idempotent by hold: a second order on the same hold is REPEATED with the first one, whoever won the race.
   * @throws OVERLOADED with retryAfterMs when too many wait (nothing was written), DEPENDENCY_UNAVAILABLE (the outcome is unknown).
   */
  place(draft: OrderDraft): Promise<PlaceOutcome>;
  find(orderNo: string): Promise<OrderModel | null>;
  /** As `find`, with the owner in the query itself: another person's order is the same as none. */
  findOwned(orderNo: string, personId: Id): Promise<OrderModel | null>;
  findByHold(eventId: Id, epoch: number, serial: number): Promise<OrderModel | null>;
  findMany(orderNos: readonly string[]): Promise<OrderModel[]>;
  list(filter: OrderFilter, page: PageRequest): Promise<Page<OrderModel>>;
  /**
   * Moves an order along an edge of ORDER_MOVES by compare-and-set, raises its revision and adds a step to its timeline. PAID
   * writes SOLD to the journal; EXPIRED and CANCELLED make the items not live, give back the stock and write RELEASED.
   * @returns the moved order, or null when its status does not allow the move (any more): nothing changed.
   */
  move(tx: Tx, orderNo: string, to: OrderStatus, why: OrderMove): Promise<OrderModel | null>;
  /** Adds to the timeline without a move, and raises the revision so that watchers look. */
  addStep(tx: Tx, orderNo: string, step: Omit<OrderMove, 'failureCode'>): Promise<void>;
  /**
   * Locks the PENDING order whose payBy has passed for longest, of those that no other transaction is working on, until the
   * transaction ends. @param except order numbers to leave out @returns it, or null when there is none.
   */
  claimUnpaid(tx: Tx, except: readonly string[]): Promise<OrderModel | null>;
  items(orderNos: readonly string[]): Promise<OrderItemModel[]>;
  steps(orderNos: readonly string[]): Promise<OrderStepModel[]>;
  /** Serial of the latest hold of an epoch that has an order; 0: none has. A map behind it has lost its tail. */
  highestSerial(eventId: Id, epoch: number): Promise<number>;
  /** Live items of an event, for loading its inventory from the ledger. */
  liveItems(eventId: Id): Promise<LiveItem[]>;
  /**
   * Remembers for ever what a person used an idempotency key of a mutation for.
   * @returns the hash of the input that the key was first used with: another one means a conflict.
   */
  claimKey(use: { personId: Id; mutation: string; key: string; inputHash: string }): Promise<string>;
  /** Gives the orders of one person to another: a guest who logs in keeps them. */
  reassign(tx: Tx, from: Id, to: Id): Promise<void>;
}

export interface OrderDraft {
  orderNo: string;
  personId: Id;
  /** The session that asks. Absent: there is none to ask for. */
  sessionId?: Id;
  eventId: Id;
  holdEpoch: number;
  holdSerial: number;
  email: string;
  name: string;
  phone: string | null;
  locale: string;
  currency: string;
  idempotencyKey: string;
  inputHash: string;
  payByMs: number;
  items: OrderItemDraft[];
}

export interface OrderItemDraft {
  id: Id;
  tierId: Id;
  priceId: Id;
  seatIndex: number | null;
  amountMinor: number;
}

export type PlaceOutcome =
  | { kind: 'PLACED'; order: OrderModel }
  /** The hold has its order already. */
  | { kind: 'REPEATED'; order: OrderModel }
  /** The key was used for another hold. */
  | { kind: 'KEY_REUSED' }
  /** The inventory was rebuilt since the hold was granted, or payBy has passed. */
  | { kind: 'STALE' }
  /** The session has ended, as a guest's does when it logs in: what it had is another person's now. */
  | { kind: 'SIGNED_OUT' }
  /** A live item has the seat, or the stock is used up: Redis granted what it must not. Counted and alarmed. */
  | { kind: 'LEDGER_CONFLICT'; detail: string };

export interface OrderMove {
  /** A person id, `system:` and the job that did it, or `provider:` and its name. */
  by: string;
  /** One word for the timeline: paid, expired, cancelled, ticketed, ... */
  what: string;
  detail?: string | null;
  failureCode?: FailureCode | null;
}

export interface OrderFilter {
  personId?: Id;
  eventId?: Id;
  status?: OrderStatus;
  /** Order number, e-mail address or part of a name. */
  search?: string;
}

export interface LiveItem {
  orderNo: string;
  personId: Id;
  status: OrderStatus;
  payBy: Date;
  tierId: Id;
  seatIndex: number | null;
}
