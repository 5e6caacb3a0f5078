import nodemailer, { type Transporter } from 'nodemailer';
import QRCode from 'qrcode';
import type { NoticeTicket, NotificationChannel, OrderConfirmation } from './notification-channel.port.js';
import { renderOrderConfirmation } from './order-confirmation.template.js';

export interface EmailChannelOptions {
  /** smtp://user:password@host:port, or smtps://. */
  smtpUrl: string;
  /** Sender: Name <address>. */
  from: string;
}

const CONNECT_MS = 10_000;
const SILENCE_MS = 20_000;
const QR_WIDTH = 264;

/**
 * Mails over SMTP. A refusal rejects with the server's words, whatever its code: servers refuse for a while (greylists, full
 * disks) under permanent codes too, and the queue knows when to give up.
 */
export class EmailChannel implements NotificationChannel {
  readonly name = 'email';
  readonly #transport: Transporter;
  readonly #from: string;

  constructor(options: EmailChannelOptions) {
    this.#from = options.from;
    this.#transport = nodemailer.createTransport({
      url: options.smtpUrl,
      connectionTimeout: CONNECT_MS,
      greetingTimeout: CONNECT_MS,
      socketTimeout: SILENCE_MS,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  }

  async sendOrderConfirmation(notice: OrderConfirmation, signal: AbortSignal): Promise<void> {
    const cidOf = (ticket: NoticeTicket) => `${ticket.id}@aisle`;
    const { subject, text, html } = renderOrderConfirmation(notice, cidOf);
    const attachments = await Promise.all(
      notice.tickets.map(async (ticket) => ({
        filename: `ticket-${ticket.code}.png`,
        contentType: 'image/png',
        contentDisposition: 'inline' as const,
        cid: cidOf(ticket),
        content: await QRCode.toBuffer(ticket.code, { width: QR_WIDTH, margin: 2, errorCorrectionLevel: 'M' }),
      })),
    );
    signal.throwIfAborted();
    await this.#transport.sendMail({
      from: this.#from,
      to: { name: notice.to.name, address: notice.to.email },
      messageId: `<${notice.messageId}@aisle>`,
      headers: { 'Auto-Submitted': 'auto-generated' },
      subject,
      text,
      html,
      attachments,
    });
  }

  close(): void {
    this.#transport.close();
  }
}
