import type { Id } from '../domain/id.js';
import type { TicketModel } from '../domain/order.js';
import type { Tx } from './unit-of-work.port.js';

/** A ticket as the door sees it. */
export interface DoorTicket extends TicketModel {
  /** Event that it is for. */
  eventId: Id;
  /** When it let somebody in; null: it has not. */
  usedAt: Date | null;
}

/** Tickets at the door. */
export interface DoorPort {
  /**
   * Uses up a valid ticket of an event by its code, and says so in the timeline of its order. Of two who scan it at once, one uses it.
   * @returns the ticket as it is now, or null when nothing was used up.
   */
  use(tx: Tx, entry: { eventId: Id; code: string; by: Id }): Promise<(DoorTicket & { usedAt: Date }) | null>;
  /** The ticket of a code, of whatever event. */
  find(code: string): Promise<DoorTicket | null>;
}
