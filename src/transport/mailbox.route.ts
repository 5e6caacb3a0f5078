import { timingSafeEqual } from 'node:crypto';
import express, { type RequestHandler } from 'express';
import { z } from 'zod';
import type { RouteModule } from './page.server.js';

interface KeptMail {
  attachments?: { name: string; type: string; bytes: number; content: string }[];
}

/** The development mailbox, as far as its page and the gateway in front of it need it. */
export interface MailboxReader {
  list(): Promise<object[]>;
  mail(id: string): Promise<KeptMail | null>;
  keepText(message: { id: string; to: string; text: string; from?: string | undefined }): Promise<void>;
}

export interface MailboxRouteParts {
  mailbox: MailboxReader;
  /** Lets staff through: mails carry tickets. */
  guard: RequestHandler;
  /** What whoever hands over a short message must show: no page of somebody else's can. */
  smsToken: string;
}

const shortMessage = z.object({ id: z.string().min(1), to: z.string().min(1), text: z.string(), from: z.string().optional() });

/** What the mailbox page reads, and the development gateway that takes short messages (POST /mailbox/sms). */
export function mailboxRoute({ mailbox, guard, smsToken }: MailboxRouteParts): RouteModule {
  const find = async (id: unknown) => (/^[0-9a-f]{1,64}$/.test(String(id)) ? mailbox.mail(String(id)) : null);
  return (app) => {
    app.get('/mailbox/messages.json', guard, async (_request, response) => {
      response.json(await mailbox.list());
    });
    app.get('/mailbox/messages/:name', guard, async (request, response, next) => {
      const mail = await find(/^(.*)\.json$/.exec(String(request.params['name']))?.[1]);
      if (mail === null) return next();
      response.json({ ...mail, attachments: (mail.attachments ?? []).map(({ content: _content, ...about }) => about) });
    });
    app.get('/mailbox/messages/:id/attachments/:index', guard, async (request, response, next) => {
      const mail = await find(request.params['id']);
      const file = mail?.attachments?.[Number(request.params['index'])];
      if (file === undefined) return next();
      // Saved and never shown in place: what is in a mail is a stranger's.
      response.set({ 'content-security-policy': "sandbox; default-src 'none'" });
      response.attachment(file.name).type(file.type).send(Buffer.from(file.content, 'base64'));
    });
    app.post('/mailbox/sms', express.json({ limit: '16kb' }), async (request, response) => {
      const message = shortMessage.safeParse(request.body);
      if (!same(request.get('authorization') ?? '', `Bearer ${smsToken}`)) return void response.status(401).json({ error: 'who are you?' });
      if (!message.success) return void response.status(400).json({ error: z.prettifyError(message.error) });
      await mailbox.keepText(message.data);
      response.status(202).json({ id: message.data.id });
    });
  };
}

function same(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}
