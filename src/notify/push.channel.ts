import { createHash } from 'node:crypto';
import webPush from 'web-push';
import { PermanentFailure } from '../domain/permanent-failure.js';
import type { OrderNotice, PushBrowser, PushSender } from './notification-channel.port.js';
import { renderShortMessage } from './order-message.template.js';
import type { OutsidePost } from './outside.post.js';

export interface PushChannelOptions {
  /** VAPID (RFC 8292): who we are to push services. `subject` is a mailto: or https: address of ours. */
  vapid: { subject: string; publicKey: string; privateKey: string };
  post: OutsidePost;
}

/** The push service keeps a message this long for a browser that is away. */
const KEPT_SECONDS = 3 * 24 * 3600;
const GONE = [404, 410];
const TOO_MANY = 429;
const REPLY_SHOWN = 200;

/**
 * Web Push (RFC 8030, 8291, 8292): encrypted for the browser, signed by us. A repeat carries the same topic and tag, so that a
 * push service that still has the first one replaces it, and the browser shows one message.
 */
export class PushChannel implements PushSender {
  readonly #options: PushChannelOptions;

  constructor(options: PushChannelOptions) {
    this.#options = options;
  }

  async send(notice: OrderNotice, browser: PushBrowser, signal: AbortSignal): Promise<'sent' | 'gone'> {
    const { endpoint, headers, body } = this.#sealed(notice, browser);
    const reply = await this.#options.post({ url: endpoint, headers, body, signal });
    if (reply.status >= 200 && reply.status < 300) return 'sent';
    if (GONE.includes(reply.status)) return 'gone';
    const problem = `the push service answered ${reply.status}: ${reply.body.slice(0, REPLY_SHOWN)}`;
    throw reply.status >= 400 && reply.status < 500 && reply.status !== TOO_MANY ? new PermanentFailure(problem) : new Error(problem);
  }

  #sealed(notice: OrderNotice, browser: PushBrowser) {
    const tag = createHash('sha256').update(notice.messageId).digest('base64url').slice(0, 32);
    const payload = JSON.stringify({ ...renderShortMessage(notice), url: notice.orderUrl, tag });
    const { endpoint, p256dh, auth } = browser;
    try {
      const sealed = webPush.generateRequestDetails({ endpoint, keys: { p256dh, auth } }, payload, {
        vapidDetails: this.#options.vapid,
        TTL: KEPT_SECONDS,
        urgency: 'normal',
        topic: tag,
        contentEncoding: 'aes128gcm',
      });
      const headers = Object.fromEntries(Object.entries(sealed.headers).map(([name, value]) => [name, String(value)]));
      return { endpoint: sealed.endpoint, headers, body: sealed.body };
    } catch (error) {
      throw new PermanentFailure(`the browser's keys cannot be used: ${(error as Error).message}`);
    }
  }
}
