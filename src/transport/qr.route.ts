import type { IncomingMessage } from 'node:http';
import QRCode from 'qrcode';
import { type Html, html } from '../domain/html.js';
import { formatMoney } from '../domain/money.js';
import type { Viewer } from '../domain/viewer.js';
import type { LabelledTicket, TicketService } from '../services/ticket.service.js';
import { pageOf, pagePolicy } from './page.html.js';
import type { RouteModule } from './page.server.js';

export interface QrRouteParts {
  tickets: TicketService;
  /** Who asks: by cookie of our own pages, or by an Authorization header; null for nobody. */
  readViewer(request: IncomingMessage): Promise<Viewer | null>;
}

/**
 * GET /orders/:orderNo/tickets/:ticketId/qr.svg for the owner's session or staff, and GET /tickets/:ticketId/print?exp&sig, the
 * printable page of a ticket (see ticket-pdf.route.ts for its PDF). Anything else is 404, whether it exists or not.
 */
export function qrRoute(parts: QrRouteParts): RouteModule {
  return (app) => {
    app.get('/orders/:orderNo/tickets/:ticketId/qr.svg', async (request, response, next) => {
      const viewer = await parts.readViewer(request);
      const { orderNo, ticketId } = request.params;
      const ticket = viewer === null ? null : await parts.tickets.byViewer(viewer, String(orderNo), String(ticketId));
      if (ticket === null) return next();
      response.set({ 'cache-control': 'private, no-store', 'content-security-policy': "default-src 'none'" });
      response.type('svg').send(await qrSvg(ticket.code));
    });
    app.get('/tickets/:ticketId/print', async (request, response, next) => {
      const { exp, sig } = request.query;
      const link = { exp: String(exp), sig: String(sig) };
      const ticket = await parts.tickets.byLink(String(request.params['ticketId']), link);
      if (ticket === null) return next();
      response.set({ 'cache-control': 'private, no-store', 'content-security-policy': pagePolicy(), 'referrer-policy': 'no-referrer' });
      response
        .type('html')
        .send(
          pageOf(
            `Ticket: ${ticket.showTitle}`,
            mainOf(ticket, await qrSvg(ticket.code), `ticket.pdf?${new URLSearchParams(link).toString()}`),
          ),
        );
    });
  };
}

async function qrSvg(code: string): Promise<string> {
  return QRCode.toString(code, { type: 'svg', margin: 2, errorCorrectionLevel: 'M' });
}

const STATUS_NOTE = { VALID: '', VOID: 'This ticket is no longer valid.', USED: 'This ticket was used.' };

function mainOf(ticket: LabelledTicket, svg: string, pdf: string): Html {
  const when = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeStyle: 'short', timeZone: ticket.timezone }).format(
    ticket.startsAt,
  );
  const picture = `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
  const note = STATUS_NOTE[ticket.status];
  return html`<h1>${ticket.showTitle}</h1>
<p>${when}<br>${ticket.venueName}</p>
<p><img class="qr" src="${picture}" width="240" height="240" alt="QR code ${ticket.code}"></p>
${note === '' ? html`` : html`<p class="note">${note}</p>`}
<dl><dt>Place</dt><dd>${ticket.place}</dd><dt>Tier</dt><dd>${ticket.tierName}, ${ticket.priceName}</dd>
<dt>Price</dt><dd>${formatMoney(ticket.amountMinor, ticket.currency)}</dd><dt>Order</dt><dd>${ticket.orderNo}</dd><dt>Code</dt><dd><code>${ticket.code}</code></dd></dl>
<p class="screen">Print this page, or show the code on the screen.${note === '' ? html` <a href="${pdf}">Ticket as PDF</a>` : html``}</p>`;
}
