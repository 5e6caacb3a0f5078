import type { RequestHandler } from 'express';
import type { RouteModule } from './page.server.js';

/** The development mailbox, as far as its page needs it. */
export interface MailboxReader {
  list(): Promise<object[]>;
  mail(id: string): Promise<object | null>;
}

/** What the mailbox page reads. `guard` lets staff through: mails carry tickets. */
export function mailboxRoute(parts: { mailbox: MailboxReader; guard: RequestHandler }): RouteModule {
  return (app) => {
    app.get('/mailbox/messages.json', parts.guard, async (_request, response) => {
      response.json(await parts.mailbox.list());
    });
    app.get('/mailbox/messages/:name', parts.guard, async (request, response, next) => {
      const id = /^([0-9a-f]{1,64})\.json$/.exec(String(request.params['name']))?.[1];
      const mail = id === undefined ? null : await parts.mailbox.mail(id);
      if (mail === null) return next();
      response.json(mail);
    });
  };
}
