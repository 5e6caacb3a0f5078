import { createHmac } from 'node:crypto';
import type { AlertChannel, AlertNotice } from './alert-channel.port.js';

export interface AlertWebhookOptions {
  url: string;
  /** Signs; the receiver knows it too. */
  secret: string;
  now?: () => number;
}

/**
 * Alerts as webhooks by the Standard Webhooks specification: `webhook-id`, `webhook-timestamp`, and in `webhook-signature` `v1,` and the
 * base64 of HMAC-SHA256 over id, timestamp and body with dots between them. Redirects are not followed.
 */
export class AlertWebhook implements AlertChannel {
  readonly #options: AlertWebhookOptions;

  constructor(options: AlertWebhookOptions) {
    this.#options = options;
  }

  async send(notice: AlertNotice, messageId: string, signal: AbortSignal): Promise<void> {
    const { url, secret, now = Date.now } = this.#options;
    const timestamp = String(Math.floor(now() / 1000));
    const body = JSON.stringify({ type: `alert.${notice.status}`, timestamp: notice.firstAt.toISOString(), data: notice });
    const signature = createHmac('sha256', secret).update(`${messageId}.${timestamp}.${body}`).digest('base64');
    const reply = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'webhook-id': messageId,
        'webhook-timestamp': timestamp,
        'webhook-signature': `v1,${signature}`,
      },
      body,
      redirect: 'manual',
      signal,
    });
    await reply.body?.cancel();
    if (!reply.ok) throw new Error(`the receiver of alerts answered ${reply.status}`);
  }
}
