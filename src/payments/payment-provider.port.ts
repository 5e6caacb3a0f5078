/** Names of webhook headers in lower case, as Node gives them. */
export type WebhookHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** What a payment is about. `paymentId` is our id of it, and the idempotency key of every call about it. */
export interface PaymentStart {
  paymentId: string;
  amountMinor: number;
  /** ISO 4217. */
  currency: string;
  /** Shown to the payer. */
  description: string;
  /** Where the payer goes afterwards; on one of our own origins, or null. */
  returnUrl: string | null;
  /** The provider must not authorise from then on. */
  expiresAt: Date;
}

export interface StartedPayment {
  /** The provider's own id of it. */
  providerRef: string;
  /** The provider's page to send the payer to; null when it has none. */
  redirectUrl: string | null;
}

export interface PaymentSettlement {
  paymentId: string;
  /** Null when the provider never answered `start`. */
  providerRef: string | null;
  /** Of the whole payment. */
  amountMinor: number;
  /** ISO 4217. */
  currency: string;
  /** Id of the message that asked for it: a repeat with the same key is the same request. */
  idempotencyKey: string;
}

/** Money to give back along a captured payment, all of it or a part. */
export interface RefundRequest {
  paymentId: string;
  providerRef: string | null;
  /** Our id of the refund, and the idempotency key of every call about it. */
  refundId: string;
  amountMinor: number;
  /** Of the whole payment. */
  capturedMinor: number;
  /** ISO 4217. */
  currency: string;
}

/** What a provider tells by webhook. Its words are ours: each provider translates. */
export interface ProviderEvent {
  /** The provider's id of the event; unique for ever. */
  eventId: string;
  /** authorized, captured, declined, voided, refunded, refund_failed; anything else is kept and not acted on. */
  type: string;
  /** What we called the payment at `start`. */
  paymentId: string;
  providerRef: string;
  /** Of the whole payment. */
  amountMinor: number;
  currency: string;
  /** Which refund `refunded` and `refund_failed` tell of, by our id of it; null for other types. */
  refund: { refundId: string; amountMinor: number; failure: string | null } | null;
  /** The whole body as parsed. */
  payload: unknown;
}

export type WebhookVerdict =
  | { kind: 'EVENT'; event: ProviderEvent }
  /** Not from the provider, or too old: whoever sent it learns nothing. */
  | { kind: 'FORGED'; why: string }
  /** Signed by the provider, and not what it promised to send. */
  | { kind: 'MALFORMED'; why: string };

/**
 * Someone who moves money. Every method may be repeated after an unknown outcome: ids make the repeat the same request. Calls end
 * by themselves, within a time-out of the provider's own: a buyer waits for `start`.
 */
export interface PaymentProvider {
  readonly name: string;
  /** Only staff begin payments with it, of any order. */
  readonly forStaff: boolean;
  /** Begins a payment, or finds the one begun for this paymentId before. Rejects when no definite answer came. */
  start(request: PaymentStart): Promise<StartedPayment>;
  /** Takes money that was authorised; already taken is success. @throws PermanentFailure when it is refused for good. */
  capture(request: PaymentSettlement): Promise<void>;
  /** Lets all the money go, whatever the stage; already gone is success. UNKNOWN: the provider has no such payment. */
  void(request: PaymentSettlement): Promise<'VOIDED' | 'UNKNOWN'>;
  /** Ends a session that nobody has paid yet; money that was authorised or taken stays as it is: AUTHORIZED. UNKNOWN as for `void`. */
  close(request: PaymentSettlement): Promise<'CLOSED' | 'AUTHORIZED' | 'UNKNOWN'>;
  /**
   * Gives money back, at once or later: what came of it is told by webhook. Never more in all than was captured.
   * @throws PermanentFailure when it is refused for good.
   */
  refund(request: RefundRequest): Promise<void>;
  /**
   * Everything that the provider has told of a payment by webhook, or would have, oldest first, each under the id of its webhook. Empty
   * for a payment that it does not know. Rejects when no definite answer came.
   */
  lookup(request: { paymentId: string; providerRef: string | null }): Promise<ProviderEvent[]>;
  /** Judges raw bytes; reads and writes nothing. */
  verifyWebhook(rawBody: Buffer, headers: WebhookHeaders): WebhookVerdict;
}
