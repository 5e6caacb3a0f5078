import { type Html, html } from '../domain/html.js';
import { formatMoney } from '../domain/money.js';
import type { NoticeTicket, OrderConfirmation } from './notification-channel.port.js';

/** A message in the two forms that a mail has. */
export interface RenderedMail {
  subject: string;
  text: string;
  html: string;
}

const CELL = 'padding:8px 12px 8px 0;vertical-align:top';

/** The one source of the order confirmation. `qrCid` names the inline picture of a ticket's code. */
export function renderOrderConfirmation(notice: OrderConfirmation, qrCid: (ticket: NoticeTicket) => string): RenderedMail {
  const when = formatWhen(notice.startsAt, notice.timezone);
  const total = formatMoney(notice.totalMinor, notice.currency);
  const subject = `Your tickets for ${oneLine(notice.showTitle)} (order ${notice.orderNo})`;
  return { subject, text: textOf(notice, when, total), html: htmlOf(notice, when, total, qrCid, subject).text };
}

function textOf(notice: OrderConfirmation, when: string, total: string): string {
  const tickets = notice.tickets.map((ticket) => {
    return `- ${ticket.place}${kindOf(ticket)}, ${formatMoney(ticket.amountMinor, notice.currency)}\n  Code: ${ticket.code}`;
  });
  return [
    `Dear ${notice.to.name},`,
    `your order ${notice.orderNo} is complete.`,
    `${notice.showTitle}\n${when}\n${notice.venueName}`,
    tickets.join('\n'),
    `Total: ${total}`,
    `Show a code at the door, on the screen or printed. Your order: ${notice.orderUrl}`,
  ].join('\n\n');
}

function htmlOf(notice: OrderConfirmation, when: string, total: string, qrCid: (ticket: NoticeTicket) => string, subject: string): Html {
  const rows = notice.tickets.map(
    (ticket) => html`<tr>
      <td style="${CELL}"><img src="cid:${qrCid(ticket)}" width="132" height="132" alt="QR code ${ticket.code}"></td>
      <td style="${CELL}"><strong>${ticket.place}</strong>${kindOf(ticket)}<br>${formatMoney(ticket.amountMinor, notice.currency)}<br><code>${ticket.code}</code></td>
    </tr>`,
  );
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${subject}</title></head>
<body style="font-family:system-ui,sans-serif;line-height:1.5;color:#1a1a1a;background:#fff;max-width:40em;margin:0 auto;padding:16px">
  <p>Dear ${notice.to.name},</p>
  <p>your order <strong>${notice.orderNo}</strong> is complete.</p>
  <h1 style="font-size:1.4em;margin-bottom:0">${notice.showTitle}</h1>
  <p style="margin-top:0">${when}<br>${notice.venueName}</p>
  <table role="presentation" style="border-collapse:collapse">${rows}</table>
  <p>Total: <strong>${total}</strong></p>
  <p>Show a code at the door, on the screen or printed. <a href="${notice.orderUrl}">Your order</a></p>
</body></html>`;
}

/** What a ticket is, where its place does not say it already. */
function kindOf(ticket: NoticeTicket): string {
  const words = [ticket.tierName === ticket.place ? '' : ticket.tierName, ticket.priceName].filter(Boolean);
  return words.length === 0 ? '' : ` (${words.join(', ')})`;
}

function formatWhen(startsAt: Date, timeZone: string): string {
  return new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeStyle: 'short', timeZone }).format(startsAt);
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
