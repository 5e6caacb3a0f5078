import { PermanentFailure } from '../domain/permanent-failure.js';
import { mobileNumberOf } from '../domain/phone.js';
import type { NotificationChannel, OrderNotice } from './notification-channel.port.js';
import { renderShortMessage } from './order-message.template.js';

export interface SmsChannelOptions {
  /** Address of the gateway that takes a POST for each message. */
  url: string;
  /** Sent as Authorization: Bearer; absent: nothing is sent. */
  token?: string | undefined;
  /** How the gateway wants `to`, `text`, `id` and `from`. */
  format: 'json' | 'form';
  /** Name or number of the sender, where the gateway wants one. */
  from?: string | undefined;
  /** How long the gateway may take to answer, milliseconds. */
  timeoutMs?: number;
}

const ANSWER_MS = 10_000;
const TOO_MANY = 429;
const REPLY_SHOWN = 200;

/**
 * Short messages through an HTTP gateway. The id of the message goes along as Idempotency-Key and as `id`: a gateway that knows
 * it sends one message, however often it is asked. 2xx is taken, 4xx is a refusal for good but for 429, all else is tried again.
 */
export class SmsChannel implements NotificationChannel {
  readonly name = 'sms';
  readonly #options: SmsChannelOptions;

  constructor(options: SmsChannelOptions) {
    this.#options = options;
  }

  async send(notice: OrderNotice, signal: AbortSignal): Promise<void> {
    const to = mobileNumberOf(notice.to.phone);
    if (to === null) throw new PermanentFailure(`order ${notice.orderNo} has no number to send to`);
    const { body } = renderShortMessage(notice);
    const response = await this.#post({ id: notice.messageId, to, text: `${body} ${notice.orderUrl}` }, signal);
    const reply = (await response.text()).slice(0, REPLY_SHOWN);
    if (response.ok) return;
    const problem = `the SMS gateway answered ${response.status}: ${reply}`;
    throw response.status >= 400 && response.status < 500 && response.status !== TOO_MANY
      ? new PermanentFailure(problem)
      : new Error(problem);
  }

  #post(message: { id: string; to: string; text: string }, signal: AbortSignal): Promise<Response> {
    const { url, token, format, from, timeoutMs = ANSWER_MS } = this.#options;
    const fields = from === undefined ? message : { ...message, from };
    const isForm = format === 'form';
    return fetch(url, {
      method: 'POST',
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      headers: {
        'content-type': isForm ? 'application/x-www-form-urlencoded' : 'application/json',
        'idempotency-key': message.id,
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      body: isForm ? new URLSearchParams(fields).toString() : JSON.stringify(fields),
    });
  }
}
