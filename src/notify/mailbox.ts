import { createHash, randomUUID } from 'node:crypto';
import { link, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { SMTPServer } from 'smtp-server';
import type { Log } from '../domain/log.js';
import { parseMail } from './mime.parser.js';

/** A mail or a short message in the mailbox's list. */
export interface MailSummary {
  id: string;
  kind: 'mail' | 'sms';
  /** When it came, ISO 8601. */
  at: string;
  from: string;
  to: string[];
  subject: string;
}

export interface StoredMail extends MailSummary {
  messageId: string;
  text: string | null;
  html: string | null;
  attachments: StoredAttachment[];
}

export interface StoredAttachment {
  name: string;
  /** Media type. */
  type: string;
  bytes: number;
  /** base64. */
  content: string;
}

/** A short message as a gateway gets it. */
export interface ShortMessage {
  id: string;
  to: string;
  text: string;
  from?: string | undefined;
}

export interface MailboxOptions {
  directory: string;
  log: Log;
}

const MAX_BYTES = 5_000_000;
const MAX_MAILS = 500;
const SUBJECT_LENGTH = 60;
const MAIL_FILE = /^[0-9a-f]{32}\.json$/;

/**
 * The mail server of development and demo mode: takes mail for anybody on a loopback port, keeps it as files, sends nothing on.
 * A mail is answered "taken" only when its file is there; a copy with the same Message-ID is taken and not kept again.
 */
export class Mailbox {
  readonly #options: MailboxOptions;
  #server: SMTPServer | null = null;

  constructor(options: MailboxOptions) {
    this.#options = options;
  }

  /** Listens on 127.0.0.1. @param port 0: any free one. @returns the port. */
  async listen(port: number): Promise<number> {
    await mkdir(this.#options.directory, { recursive: true });
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['AUTH', 'STARTTLS'],
      size: MAX_BYTES,
      onData: (stream, _session, callback) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => stream.sizeExceeded || chunks.push(chunk));
        stream.on('end', () => {
          if (stream.sizeExceeded) return callback(new Error('the mail is too large'));
          this.#keep(Buffer.concat(chunks)).then(() => callback(), callback);
        });
      },
    });
    server.on('error', (error) => this.#options.log.debug({ err: error }, 'mailbox connection'));
    this.#server = server;
    await new Promise<void>((resolve, reject) => {
      server.server.once('error', reject);
      server.listen(port, '127.0.0.1', () => resolve());
    });
    return (server.server.address() as AddressInfo).port;
  }

  /** Newest first. */
  async list(): Promise<MailSummary[]> {
    const mails = await Promise.all((await this.#files()).map((file) => this.#read(file)));
    return mails
      .filter((mail) => mail !== null)
      .map(({ id, kind, at, from, to, subject }) => ({ id, kind: kind ?? 'mail', at, from, to, subject }))
      .sort((a, b) => (a.at < b.at ? 1 : -1));
  }

  /** @returns the mail, or null when there is none of this id. */
  async mail(id: string): Promise<StoredMail | null> {
    return MAIL_FILE.test(`${id}.json`) ? this.#read(`${id}.json`) : null;
  }

  async close(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (server !== null) await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  /** Keeps a short message, once however often it comes. */
  async keepText({ id, to, text, from }: ShortMessage): Promise<void> {
    const subject = text.length > SUBJECT_LENGTH ? `${text.slice(0, SUBJECT_LENGTH)}…` : text;
    await this.#store(`sms:${id}`, { kind: 'sms', from: from ?? '', to: [to], subject, text, html: null, attachments: [] });
  }

  async #keep(raw: Buffer): Promise<void> {
    const { messageId, attachments, ...mail } = parseMail(raw.toString('latin1'));
    const files = attachments.map(({ content, ...about }) => ({ ...about, bytes: content.length, content: content.toString('base64') }));
    await this.#store(messageId ?? randomUUID(), { kind: 'mail', ...mail, attachments: files });
  }

  /** The file appears whole under its name or not at all; the name is the Message-ID's, so a copy finds it taken. */
  async #store(messageId: string, mail: Omit<StoredMail, 'id' | 'at' | 'messageId'>): Promise<void> {
    const { directory } = this.#options;
    const id = createHash('sha256').update(messageId).digest('hex').slice(0, 32);
    const stored: StoredMail = { id, at: new Date().toISOString(), messageId, ...mail };
    const draft = join(directory, `${randomUUID()}.draft`);
    await writeFile(draft, JSON.stringify(stored));
    try {
      await link(draft, join(directory, `${id}.json`));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    } finally {
      await rm(draft, { force: true });
    }
    await this.#forgetOldest();
  }

  async #forgetOldest(): Promise<void> {
    if ((await this.#files()).length <= MAX_MAILS) return;
    const old = (await this.list()).slice(MAX_MAILS);
    await Promise.all(old.map((mail) => rm(join(this.#options.directory, `${mail.id}.json`), { force: true })));
  }

  async #files(): Promise<string[]> {
    return (await readdir(this.#options.directory)).filter((file) => MAIL_FILE.test(file));
  }

  async #read(file: string): Promise<StoredMail | null> {
    try {
      return JSON.parse(await readFile(join(this.#options.directory, file), 'utf8')) as StoredMail;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    }
  }
}
