import type { Id } from '../domain/id.js';
import type { TicketModel } from '../domain/order.js';
import type { Tx } from './unit-of-work.port.js';

export interface TicketDraft {
  id: Id;
  /** 26 characters of Crockford base32. */
  code: string;
  itemId: Id;
}

/** Everything that is printed on a ticket, but for the label of its seat, which the chart knows. */
export interface PrintedTicket extends TicketModel {
  seatIndex: number | null;
  chartId: Id | null;
  tierName: string;
  priceName: string;
  amountMinor: number;
  currency: string;
  showTitle: string;
  venueName: string;
  /** IANA name. */
  timezone: string;
  startsAt: Date;
}

export interface TicketPort {
  /** Writes tickets for items of the order that are live and have none yet. @returns how many. */
  issue(tx: Tx, orderNo: string, tickets: readonly TicketDraft[]): Promise<number>;
  ofOrders(orderNos: readonly string[]): Promise<TicketModel[]>;
  /** Tickets of one order as they are printed, seats first, in seat order. */
  printed(orderNo: string): Promise<PrintedTicket[]>;
  find(id: Id): Promise<TicketModel | null>;
}
