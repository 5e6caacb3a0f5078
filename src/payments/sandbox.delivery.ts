import type { Log } from '../domain/log.js';
import { PollLoop } from '../domain/poll-loop.js';
import { NO_FAULTS, type SandboxFaults } from '../domain/sandbox-faults.js';
import { signWebhook } from './sandbox.signature.js';

/** What the delivery needs of the sandbox's books. */
export interface WebhookSource {
  claimDue(limit: number, leaseMs: number): Promise<{ id: string; body: string; attempts: number }[]>;
  delivered(id: string): Promise<void>;
  putOff(id: string, waitMs: number): Promise<void>;
}

export interface SandboxDeliveryOptions {
  books: WebhookSource;
  log: Log;
  /** The merchant's address, or null while it is not known yet. */
  webhookUrl(): string | null;
  /** Signs. */
  secret: string;
  /** First wait before a webhook that was not answered 2xx is sent again, milliseconds; doubles up to a minute. */
  retryMs: number;
  /** How it misbehaves; default: not at all. */
  faults?: SandboxFaults;
  random?: () => number;
  now?: () => number;
}

const SLICE = 20;
const POLL_MS = 200;
const ANSWER_MS = 5000;
/** Longer than an answer may take: a webhook is not sent by two processes at once. */
const LEASE_MS = 10_000;
const MAX_WAIT_MS = 60_000;
const AN_HOUR_MS = 3_600_000;

/**
 * Sends the webhooks that the sandbox owes, at least once and in no promised order, until each is answered 2xx. Several
 * processes may run it: each takes its own. A process that dies while sending sends again when its lease has run out.
 */
export class SandboxDelivery {
  readonly #options: SandboxDeliveryOptions;
  readonly #loop: PollLoop;

  constructor(options: SandboxDeliveryOptions) {
    this.#options = options;
    this.#loop = new PollLoop({
      everyMs: POLL_MS,
      maxBackoffMs: MAX_WAIT_MS,
      round: () => this.deliverDue(),
      onError: (error) => options.log.warn({ err: error }, 'sandbox webhooks not read, tried again'),
    });
  }

  start(): void {
    this.#loop.start();
  }

  /** Something is due now. */
  ring(): void {
    this.#loop.ring();
  }

  async stop(): Promise<void> {
    await this.#loop.stop();
  }

  /** Sends what is due, once each. @returns true when more may be due. */
  async deliverDue(): Promise<boolean> {
    const url = this.#options.webhookUrl();
    if (url === null) return false;
    const due = await this.#options.books.claimDue(SLICE, LEASE_MS);
    await Promise.all(due.map((webhook) => this.#deliver(url, webhook)));
    return due.length === SLICE;
  }

  async #deliver(url: string, webhook: { id: string; body: string; attempts: number }): Promise<void> {
    const { books, retryMs, log, faults = NO_FAULTS, random = Math.random } = this.#options;
    if (webhook.attempts === 1 && faults.delayMs > 0) return books.putOff(webhook.id, random() * faults.delayMs);
    if (random() < faults.drop) return books.delivered(webhook.id);
    if (random() < faults.forge) await this.#forge(url, webhook.body);
    const copies = Array.from({ length: Math.floor(random() * (faults.copies + 1)) }, () => this.#send(url, webhook.body));
    const [refusal = null] = await Promise.all([this.#send(url, webhook.body), ...copies]);
    if (refusal === null) return books.delivered(webhook.id);
    log.debug({ eventId: webhook.id, attempts: webhook.attempts, refusal }, 'sandbox webhook not taken, sent again later');
    await books.putOff(webhook.id, Math.min(retryMs * 2 ** Math.min(webhook.attempts - 1, 20), MAX_WAIT_MS));
  }

  /** What a thief would send: each of it must be refused. */
  async #forge(url: string, body: string): Promise<void> {
    const { secret, now = Date.now } = this.#options;
    const good = signWebhook(body, secret, now());
    await this.#send(url, body, signWebhook(body, `not ${secret}`, now()));
    await this.#send(url, body.replace(/"amountMinor":\d/, '"amountMinor":9'), good);
    await this.#send(url, body, signWebhook(body, secret, now() - AN_HOUR_MS));
  }

  /** Signed anew each time, so that a late sending is not too old. @returns null for a 2xx, else what came instead. */
  async #send(url: string, body: string, signature?: Record<string, string>): Promise<string | null> {
    const { secret, now = Date.now } = this.#options;
    const headers = { 'content-type': 'application/json', ...(signature ?? signWebhook(body, secret, now())) };
    try {
      const answer = await fetch(url, { method: 'POST', headers, body, redirect: 'error', signal: AbortSignal.timeout(ANSWER_MS) });
      await answer.body?.cancel();
      return answer.ok ? null : `status ${answer.status}`;
    } catch (error) {
      return String(error);
    }
  }
}
