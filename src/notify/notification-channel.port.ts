import type { OrderTemplate } from '../domain/order-message.js';

/** A ticket as a message names it. */
export interface NoticeTicket {
  id: string;
  /** What the QR code says. */
  code: string;
  /** The seat's speakable label, or the name of the tier for a place. */
  place: string;
  tierName: string;
  priceName: string;
  /** Minor units. */
  amountMinor: number;
}

/** One thing to tell a buyer, with everything a channel may want to say. Each channel writes it in its own form. */
export interface OrderNotice {
  /** Id of the outbox message: a repeat carries it again, so that whoever receives can drop the copy. */
  messageId: string;
  template: OrderTemplate;
  to: { email: string; name: string; phone: string | null };
  /** BCP 47, as the buyer gave it. */
  locale: string;
  orderNo: string;
  orderUrl: string;
  showTitle: string;
  venueName: string;
  /** IANA name of the house's zone. */
  timezone: string;
  startsAt: Date;
  currency: string;
  totalMinor: number;
  /** What goes back, minor units; null where the message is not about that. */
  refundMinor: number | null;
  /** Those that let in; empty where the message brings none. */
  tickets: NoticeTicket[];
}

/** A way to reach people. */
export interface NotificationChannel {
  readonly name: string;
  /** Resolves once the other side has taken the message over. @throws PermanentFailure when it never will; anything else: try again. */
  send(notice: OrderNotice, signal: AbortSignal): Promise<void>;
}

/** A browser that takes messages for a person. */
export interface PushBrowser {
  /** Where its push service takes them, https. */
  endpoint: string;
  /** Public key, base64url. */
  p256dh: string;
  /** Shared secret, base64url. */
  auth: string;
}

export interface PushSender {
  /**
   * @returns 'sent' once the push service took the message over, 'gone' when the browser is registered there no longer.
   * @throws PermanentFailure when the service refuses this message for good; anything else: try again.
   */
  send(notice: OrderNotice, browser: PushBrowser, signal: AbortSignal): Promise<'sent' | 'gone'>;
}
