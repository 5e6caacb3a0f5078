import { isId } from '../domain/id.js';
import type { TicketModel } from '../domain/order.js';
import { parseOrderNo } from '../domain/order-number.js';
import { signTicketLink, ticketLinkIsGood } from '../domain/ticket-link.js';
import { isStaff, type Viewer } from '../domain/viewer.js';
import type { TicketSheet } from '../notify/ticket-printer.port.js';
import type { EventReader } from '../stores/event.port.js';
import type { OrderPort } from '../stores/order.port.js';
import type { PrintedTicket, TicketPort } from '../stores/ticket.port.js';

/** A ticket with all that is printed on it. */
export interface LabelledTicket extends PrintedTicket {
  /** The seat's speakable label, or the name of the tier for a place. */
  place: string;
}

export interface TicketServicePorts {
  tickets: TicketPort;
  orders: Pick<OrderPort, 'find' | 'findOwned'>;
  events: Pick<EventReader, 'chart'>;
  /** Our address, without a slash at the end. */
  publicUrl: string;
  now?: () => number;
}

/** Reading tickets: by session, or by a link that proves itself. */
export class TicketService {
  readonly #ports: TicketServicePorts;
  readonly #now: () => number;

  constructor(ports: TicketServicePorts) {
    this.#ports = ports;
    this.#now = ports.now ?? Date.now;
  }

  /** For loaders. */
  ticketsOf(orderNos: readonly string[]): Promise<TicketModel[]> {
    return this.#ports.tickets.ofOrders(orderNos);
  }

  /** Address of a ticket as PDF; opens without a session, for a day. The same with `print` for `ticket.pdf` is a page to print. */
  pdfUrl(ticket: TicketModel): string {
    const { exp, sig } = signTicketLink(ticket, this.#now());
    return `${this.#ports.publicUrl}/tickets/${ticket.id}/ticket.pdf?exp=${exp}&sig=${sig}`;
  }

  /** @returns the ticket of a printing link, or null when the link is wrong or has expired. */
  async byLink(ticketId: string, link: { exp: string; sig: string }): Promise<LabelledTicket | null> {
    const ticket = isId(ticketId) ? await this.#ports.tickets.find(ticketId) : null;
    if (ticket === null || !ticketLinkIsGood(ticket, link, this.#now())) return null;
    return (await this.labelled(ticket.orderNo)).find((other) => other.id === ticket.id) ?? null;
  }

  /** @returns what is printed for a link to a ticket, 'void' when the ticket no longer lets in, null when the link is wrong or old. */
  async sheetByLink(ticketId: string, link: { exp: string; sig: string }): Promise<TicketSheet | 'void' | null> {
    const ticket = await this.byLink(ticketId, link);
    const order = ticket === null ? null : await this.#ports.orders.find(ticket.orderNo);
    if (ticket === null || order === null) return null;
    if (ticket.status === 'VOID') return 'void';
    const { showTitle, venueName, timezone, startsAt, currency } = ticket;
    const { orderNo, name: buyerName, locale } = order;
    return { orderNo, buyerName, locale, showTitle, venueName, timezone, startsAt, currency, tickets: [ticket] };
  }

  /** @returns a ticket of an order that the viewer owns or may see as staff, else null. */
  async byViewer(viewer: Viewer, orderNo: string, ticketId: string): Promise<TicketModel | null> {
    const number = parseOrderNo(orderNo);
    if (number === null || !isId(ticketId)) return null;
    const { orders, tickets } = this.#ports;
    const order = await (isStaff(viewer) ? orders.find(number) : orders.findOwned(number, viewer.personId));
    if (order === null) return null;
    return (await tickets.ofOrders([order.orderNo])).find((ticket) => ticket.id === ticketId) ?? null;
  }

  /** All tickets of an order with the labels of their seats. */
  async labelled(orderNo: string): Promise<LabelledTicket[]> {
    const tickets = await this.#ports.tickets.printed(orderNo);
    return Promise.all(tickets.map(async (ticket) => ({ ...ticket, place: await this.#placeOf(ticket) })));
  }

  async #placeOf(ticket: PrintedTicket): Promise<string> {
    if (ticket.seatIndex === null || ticket.chartId === null) return ticket.tierName;
    const chart = await this.#ports.events.chart(ticket.chartId);
    return chart?.seats[ticket.seatIndex]?.label ?? `Seat ${ticket.seatIndex}`;
  }
}
