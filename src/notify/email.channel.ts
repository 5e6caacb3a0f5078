import nodemailer, { type SendMailOptions, type Transporter } from 'nodemailer';
import QRCode from 'qrcode';
import { oneLine } from '../domain/text.js';
import { calendarFileOf } from './calendar.file.js';
import type { NoticeTicket, NotificationChannel, OrderNotice } from './notification-channel.port.js';
import { renderOrderMail } from './order-message.template.js';
import type { TicketPrinter } from './ticket-printer.port.js';

export interface EmailChannelOptions {
  /** smtp://user:password@host:port, or smtps://. */
  smtpUrl: string;
  /** Sender: Name <address>. */
  from: string;
  printer: TicketPrinter;
  /** How long the server may be silent, milliseconds; twice as long while it takes a mail. */
  timeoutMs?: number;
}

type Attachment = NonNullable<SendMailOptions['attachments']>[number];

const TIMEOUT_MS = 10_000;
/** A server that says a word now and then may take this many times as long as one that is silent. */
const PATIENCE = 4;
const QR_WIDTH = 264;

/**
 * Mails over SMTP. A refusal rejects with the server's words, whatever its code: servers refuse for a while (greylists, full
 * disks) under permanent codes too, and the queue knows when to give up.
 */
export class EmailChannel implements NotificationChannel {
  readonly name = 'email';
  readonly #transport: Transporter;
  readonly #from: string;
  readonly #printer: TicketPrinter;
  readonly #timeoutMs: number;

  constructor(options: EmailChannelOptions) {
    const { timeoutMs = TIMEOUT_MS } = options;
    this.#from = options.from;
    this.#timeoutMs = timeoutMs;
    this.#printer = options.printer;
    this.#transport = nodemailer.createTransport({
      url: options.smtpUrl,
      connectionTimeout: timeoutMs,
      greetingTimeout: timeoutMs,
      socketTimeout: 2 * timeoutMs,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  }

  async send(notice: OrderNotice, signal: AbortSignal): Promise<void> {
    const { subject, text, html } = renderOrderMail(notice, cidOf);
    const attachments = notice.tickets.length === 0 ? [] : await this.#ticketsOf(notice);
    const late = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE * this.#timeoutMs)]);
    late.throwIfAborted();
    const sent = this.#transport.sendMail({
      from: this.#from,
      to: { name: oneLine(notice.to.name), address: notice.to.email },
      messageId: `<${notice.messageId}@aisle>`,
      headers: { 'Auto-Submitted': 'auto-generated' },
      subject,
      text,
      html,
      attachments,
    });
    await unlessAborted(sent, late);
  }

  close(): void {
    this.#transport.close();
  }

  /** The codes as pictures inside the mail, the tickets to print, and the evening for the calendar. */
  async #ticketsOf(notice: OrderNotice): Promise<Attachment[]> {
    const pictures = await Promise.all(notice.tickets.map(pictureOf));
    const { to, orderNo, locale, showTitle, venueName, timezone, startsAt, currency, tickets } = notice;
    const event = { showTitle, venueName, timezone, startsAt, currency };
    const pdf = await this.#printer.print({ ...event, orderNo, locale, buyerName: to.name, tickets });
    return [
      ...pictures,
      { filename: `tickets-${orderNo}.pdf`, contentType: 'application/pdf', content: pdf },
      { filename: `event-${orderNo}.ics`, contentType: 'text/calendar; charset=utf-8; method=PUBLISH', content: calendarFileOf(notice) },
    ];
  }
}

function cidOf(ticket: NoticeTicket): string {
  return `${ticket.id}@aisle`;
}

async function pictureOf(ticket: NoticeTicket): Promise<Attachment> {
  return {
    filename: `ticket-${ticket.code}.png`,
    contentType: 'image/png',
    contentDisposition: 'inline',
    cid: cidOf(ticket),
    content: await QRCode.toBuffer(ticket.code, { width: QR_WIDTH, margin: 2, errorCorrectionLevel: 'M' }),
  };
}

/** nodemailer cannot be told to stop: what it still sends after that is a copy under the same Message-ID. */
async function unlessAborted(sent: Promise<unknown>, signal: AbortSignal): Promise<void> {
  const stop = new AbortController();
  const aborted = new Promise<never>((_resolve, reject) => {
    const refuse = () => reject(new Error('the mail server took too long', { cause: signal.reason }));
    signal.addEventListener('abort', refuse, { signal: stop.signal });
  });
  try {
    await Promise.race([sent, aborted]);
  } finally {
    stop.abort();
    sent.catch(() => undefined);
  }
}
