import type {
  PaymentProvider,
  PaymentSettlement,
  PaymentStart,
  ProviderEvent,
  RefundRequest,
  StartedPayment,
  WebhookVerdict,
} from './payment-provider.port.js';

export interface BoxOfficeOptions {
  /** Hands over what a webhook would have told. Rejects when it could not be stored. */
  tell(event: ProviderEvent): Promise<void>;
}

/**
 * The counter: staff have taken cash (or a price of zero: an invitation) when they begin a payment with it. Nobody else may. It keeps no
 * books of its own: whatever happens is told at once, as an event like any webhook's, under an id that a repeat tells again.
 */
export class BoxOfficeProvider implements PaymentProvider {
  readonly name = 'box-office';
  readonly forStaff = true;
  readonly #tell: BoxOfficeOptions['tell'];

  constructor({ tell }: BoxOfficeOptions) {
    this.#tell = tell;
  }

  async start({ paymentId, amountMinor, currency }: PaymentStart): Promise<StartedPayment> {
    await this.#say('captured', paymentId, { paymentId, amountMinor, currency });
    return { providerRef: paymentId, redirectUrl: null };
  }

  /** Cash in the till needs no taking. */
  async capture(): Promise<void> {}

  async refund({ paymentId, refundId, amountMinor, capturedMinor, currency }: RefundRequest): Promise<void> {
    await this.#say('refunded', refundId, { paymentId, amountMinor: capturedMinor, currency }, { refundId, amountMinor, failure: null });
  }

  async void(request: PaymentSettlement): Promise<'VOIDED' | 'UNKNOWN'> {
    await this.#say('voided', request.paymentId, request);
    return 'VOIDED';
  }

  /** A payment that was begun was paid. One that nobody told of was never begun: whoever began it died before the till rang. */
  async close(): Promise<'CLOSED' | 'AUTHORIZED' | 'UNKNOWN'> {
    return 'UNKNOWN';
  }

  async lookup(): Promise<ProviderEvent[]> {
    return [];
  }

  verifyWebhook(): WebhookVerdict {
    return { kind: 'FORGED', why: 'the box office sends no webhooks' };
  }

  async #say(
    type: string,
    id: string,
    { paymentId, amountMinor, currency }: Pick<ProviderEvent, 'paymentId' | 'amountMinor' | 'currency'>,
    refund: ProviderEvent['refund'] = null,
  ): Promise<void> {
    const event = { eventId: `${type}:${id}`, type, paymentId, providerRef: paymentId, amountMinor, currency, refund };
    await this.#tell({ ...event, payload: event });
  }
}
