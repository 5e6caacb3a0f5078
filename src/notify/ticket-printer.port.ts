import type { NoticeTicket } from './notification-channel.port.js';

/** What is printed: one ticket a page. */
export interface TicketSheet {
  orderNo: string;
  /** Whose order it is. */
  buyerName: string;
  /** BCP 47. */
  locale: string;
  showTitle: string;
  venueName: string;
  /** IANA name of the house's zone. */
  timezone: string;
  startsAt: Date;
  currency: string;
  tickets: readonly NoticeTicket[];
}

export interface TicketPrinter {
  /** @returns a PDF. The same sheet within a minute is not made twice. */
  print(sheet: TicketSheet): Promise<Buffer>;
}
