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

/** "Your order is complete", with everything a channel may want to say. Each channel writes it in its own form. */
export interface OrderConfirmation {
  /** Id of the outbox message: a repeat carries it again, so that whoever receives can drop the copy. */
  messageId: string;
  to: { email: string; name: string; phone: string | null };
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
  tickets: NoticeTicket[];
}

/** A way to reach people. */
export interface NotificationChannel {
  readonly name: string;
  /** Resolves once the other side has taken the message over. Anything else rejects: the caller tries again. */
  sendOrderConfirmation(notice: OrderConfirmation, signal: AbortSignal): Promise<void>;
}
