import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import type { Disposer } from './disposer.js';

/** A mail server of a test: what came, and where it listens. */
export interface TestMailServer {
  seen: {
    tries: number;
    /** Mails that were taken, whole. */
    taken: string[];
  };
  smtpUrl: string;
}

/** Starts a mail server that refuses the first `refusals` mails with `code`, and then takes all. */
export async function startMailServer(disposer: Disposer, refusals: number, code = 451): Promise<TestMailServer> {
  const seen = { tries: 0, taken: [] as string[] };
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    onData(stream, _session, callback) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        seen.tries += 1;
        if (seen.tries <= refusals) return callback(Object.assign(new Error('the postmaster sleeps'), { responseCode: code }));
        seen.taken.push(Buffer.concat(chunks).toString());
        callback();
      });
    },
  });
  server.on('error', () => {});
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  disposer.add(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return { seen, smtpUrl: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}` };
}

/** @returns the Message-ID of a mail */
export function messageIdOf(mail: string): string {
  return /^message-id: (.*)$/im.exec(mail)![1]!.trim();
}
