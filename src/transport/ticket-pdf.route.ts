import type { TicketPrinter } from '../notify/ticket-printer.port.js';
import type { TicketService } from '../services/ticket.service.js';
import type { RouteModule } from './page.server.js';

/**
 * GET /tickets/:ticketId/ticket.pdf?exp&sig: what Ticket.pdfUrl leads to, without a session. A ticket that is no longer valid is not
 * printed: its page, which says so, is shown instead. A wrong or old link is 404.
 */
export function ticketPdfRoute(parts: { tickets: TicketService; printer: TicketPrinter }): RouteModule {
  return (app) => {
    app.get('/tickets/:ticketId/ticket.pdf', async (request, response, next) => {
      const link = { exp: String(request.query['exp']), sig: String(request.query['sig']) };
      const sheet = await parts.tickets.sheetByLink(String(request.params['ticketId']), link);
      if (sheet === null) return next();
      response.set({ 'cache-control': 'private, no-store', 'referrer-policy': 'no-referrer' });
      if (sheet === 'void') return response.redirect(303, `print?${new URLSearchParams(link).toString()}`);
      response.set('content-disposition', `inline; filename="ticket-${sheet.orderNo}.pdf"`);
      response.type('pdf').send(await parts.printer.print(sheet));
    });
  };
}
