import { type Html, html } from '../domain/html.js';
import { formatMoney } from '../domain/money.js';
import { languageOf, tellsOfMoneyBack } from '../domain/order-message.js';
import { oneLine } from '../domain/text.js';
import type { NoticeTicket, OrderNotice } from './notification-channel.port.js';
import { type MessageWords, type Phrases, phrasesOf } from './order.phrases.js';

/** A message in the two forms that a mail has. */
export interface RenderedMail {
  subject: string;
  text: string;
  html: string;
}

/** A notice with its words, sums and dates as its reader reads them. All texts of strangers are one line. */
interface Page {
  notice: OrderNotice;
  phrases: Phrases;
  words: MessageWords;
  name: string;
  show: string;
  venue: string;
  when: string;
  /** Label and sum under the tickets, or of what goes back; null where no money is spoken of. */
  sum: { label: string; amount: string } | null;
  tickets: { ticket: NoticeTicket; place: string; kind: string; amount: string }[];
}

const CELL = 'padding:8px 12px 8px 0;vertical-align:top';
const SHORT_TITLE = 60;

/** The one source of every mail. `qrCid` names the inline picture of a ticket's code. */
export function renderOrderMail(notice: OrderNotice, qrCid: (ticket: NoticeTicket) => string): RenderedMail {
  const page = pageOf(notice);
  return { subject: page.words.subject, text: textOf(page), html: htmlOf(page, qrCid).text };
}

/** The same message in a few words, for telephones and the corner of a screen. */
export function renderShortMessage(notice: OrderNotice): { title: string; body: string } {
  const { words, when, venue, show } = pageOf({ ...notice, showTitle: shortened(oneLine(notice.showTitle)) });
  const body = notice.tickets.length > 0 ? `${words.lead} ${show}, ${when}, ${venue}.` : [words.lead, words.more].filter(Boolean).join(' ');
  return { title: words.subject, body };
}

/** @returns a date as people of that language read it, in the zone of the house. */
export function formatWhen(startsAt: Date, timeZone: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'short', timeZone }).format(startsAt);
}

/** @returns what a ticket is, where its place does not say it already. */
export function kindOfTicket(ticket: NoticeTicket): string {
  return [ticket.tierName === ticket.place ? '' : ticket.tierName, ticket.priceName].map(oneLine).filter(Boolean).join(', ');
}

function pageOf(notice: OrderNotice): Page {
  const phrases = phrasesOf(languageOf(notice.locale));
  const money = (minor: number) => formatMoney(minor, notice.currency, phrases.locale);
  const show = oneLine(notice.showTitle);
  const moneyBack = money(notice.refundMinor ?? notice.totalMinor);
  return {
    notice,
    phrases,
    words: phrases.words[notice.template]({ orderNo: notice.orderNo, show, moneyBack }),
    name: oneLine(notice.to.name),
    show,
    venue: oneLine(notice.venueName),
    when: formatWhen(notice.startsAt, notice.timezone, phrases.dateLocale),
    sum: sumOf(notice, phrases, moneyBack, money(notice.totalMinor)),
    tickets: notice.tickets.map((ticket) => ({
      ticket,
      place: oneLine(ticket.place),
      kind: kindOfTicket(ticket),
      amount: money(ticket.amountMinor),
    })),
  };
}

function sumOf(notice: OrderNotice, phrases: Phrases, moneyBack: string, total: string): Page['sum'] {
  if (tellsOfMoneyBack(notice.template)) return { label: phrases.moneyBack, amount: moneyBack };
  return notice.tickets.length > 0 ? { label: phrases.total, amount: total } : null;
}

function textOf({ notice, phrases, words, name, show, venue, when, sum, tickets }: Page): string {
  const { colon, code, atTheDoor, yourOrder } = phrases;
  const rows = tickets.map(({ ticket, place, kind, amount }) => {
    return `- ${place}${kind && ` (${kind})`}, ${amount}\n  ${code}${colon}${ticket.code}`;
  });
  return [
    phrases.greeting(name),
    words.lead,
    `${show}\n${when}\n${venue}`,
    rows.join('\n'),
    sum === null ? '' : `${sum.label}${colon}${sum.amount}`,
    words.more,
    `${tickets.length > 0 ? `${atTheDoor} ` : ''}${yourOrder}${colon}${notice.orderUrl}`,
  ]
    .filter(Boolean)
    .join('\n\n');
}

function htmlOf({ notice, phrases, words, name, show, venue, when, sum, tickets }: Page, qrCid: (ticket: NoticeTicket) => string): Html {
  const { colon, qrAlt, atTheDoor, yourOrder } = phrases;
  const rows = tickets.map(
    ({ ticket, place, kind, amount }) => html`<tr>
      <td style="${CELL}"><img src="cid:${qrCid(ticket)}" width="132" height="132" alt="${qrAlt} ${ticket.code}"></td>
      <td style="${CELL}"><strong><bdi>${place}</bdi></strong>${kind && ` (${kind})`}<br>${amount}<br><code>${ticket.code}</code></td>
    </tr>`,
  );
  return html`<!doctype html>
<html lang="${phrases.locale}"><head><meta charset="utf-8"><title>${words.subject}</title></head>
<body style="font-family:system-ui,sans-serif;line-height:1.5;color:#1a1a1a;background:#fff;max-width:40em;margin:0 auto;padding:16px">
  <p><bdi>${phrases.greeting(name)}</bdi></p>
  <p>${words.lead}</p>
  <h1 style="font-size:1.4em;margin-bottom:0"><bdi>${show}</bdi></h1>
  <p style="margin-top:0">${when}<br><bdi>${venue}</bdi></p>
  ${rows.length === 0 ? html`` : html`<table role="presentation" style="border-collapse:collapse">${rows}</table>`}
  ${sum === null ? html`` : html`<p>${sum.label}${colon}<strong>${sum.amount}</strong></p>`}
  ${words.more === '' ? html`` : html`<p>${words.more}</p>`}
  <p>${tickets.length > 0 ? `${atTheDoor} ` : ''}<a href="${notice.orderUrl}">${yourOrder}</a></p>
</body></html>`;
}

/** Cut between whole characters. */
function shortened(text: string): string {
  const characters = [...text];
  return characters.length <= SHORT_TITLE ? text : `${characters.slice(0, SHORT_TITLE - 1).join('')}…`;
}
