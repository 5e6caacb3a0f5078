import type { Id } from '../domain/id.js';
import type { OrderModel } from '../domain/order.js';
import type { Tx } from './unit-of-work.port.js';

export interface Revival {
  orderNo: string;
  /** The seats that its items get: the ones they had, or others of the same tier. Items without a seat are not named. */
  seats: readonly { itemId: Id; seatIndex: number }[];
  /** Whose word paid it, for the timeline. */
  by: string;
  /** How the seats came about, for the timeline. */
  detail: string;
}

/** Orders that expired and were paid all the same. */
export interface RevivalPort {
  /**
   * EXPIRED → PAID with its items live again, in one statement with stock, journal and timeline. Call with the order locked.
   * @returns the order, or null when a seat is sold or blocked in the ledger, the stock has no room, the event was called off or has begun,
   * or the order is not EXPIRED: nothing changed. Rejects when somebody else takes a seat in the same moment: try again.
   */
  revive(tx: Tx, revival: Revival): Promise<OrderModel | null>;
  /** Those of some seats that are sold or blocked in the ledger. */
  kept(eventId: Id, seats: readonly number[]): Promise<number[]>;
  /** Writes on an EXPIRED order that its money came when its seats were gone. @returns the order, or null when it is not EXPIRED. */
  refuse(
    tx: Tx,
    orderNo: string,
    why: { failureCode: 'SEATS_GONE' | 'EVENT_CANCELLED'; by: string; detail: string },
  ): Promise<OrderModel | null>;
}
