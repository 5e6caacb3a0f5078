import { PermanentFailure } from '../domain/permanent-failure.js';
import type { PaymentProvider } from '../payments/payment-provider.port.js';
import type { Once } from '../stores/inbox.port.js';
import type { PaymentPort } from '../stores/payment.port.js';

export interface SettlementServicePorts {
  payments: PaymentPort;
  providers: ReadonlyMap<string, PaymentProvider>;
}

/**
 * Asks providers for money, or to let it go. What came of it is told by their webhooks and by nothing else; the message id is the
 * idempotency key, so asking twice after a crash asks once.
 */
export class SettlementService {
  readonly #ports: SettlementServicePorts;

  constructor(ports: SettlementServicePorts) {
    this.#ports = ports;
  }

  /** @throws PermanentFailure when the provider refuses for good, or is no longer set up. */
  async settle(paymentId: string, action: 'capture' | 'void', messageId: string, once: Once): Promise<void> {
    const { payments, providers } = this.#ports;
    const payment = await payments.find(paymentId);
    const provider = payment === null ? undefined : providers.get(payment.provider);
    if (payment === null || provider === undefined) throw new PermanentFailure(`payment ${paymentId} or its provider is unknown`);
    const request = { paymentId, providerRef: payment.providerRef, idempotencyKey: messageId };
    if (action === 'capture') {
      await provider.capture(request);
      await once(async () => {});
      return;
    }
    const outcome = await provider.void(request);
    await once(async (tx) => {
      // No webhook will ever come for a payment that the provider does not know.
      if (outcome === 'UNKNOWN') await payments.move(tx, paymentId, ['PENDING', 'AUTHORIZED'], 'FAILED');
    });
  }
}
