import { PermanentFailure } from '../domain/permanent-failure.js';
import { Postponed } from '../domain/postponed.js';
import type { RefundModel } from '../domain/refund.js';
import type { OrderFeedPublisher } from '../feed/order.feed.port.js';
import type { PaymentProvider } from '../payments/payment-provider.port.js';
import type { Once } from '../stores/inbox.port.js';
import type { OrderPort } from '../stores/order.port.js';
import type { PaymentPort } from '../stores/payment.port.js';
import type { RefundPort } from '../stores/refund.port.js';

export interface RefundSettlementPorts {
  refunds: RefundPort;
  orders: Pick<OrderPort, 'addStep'>;
  payments: Pick<PaymentPort, 'find'>;
  providers: ReadonlyMap<string, PaymentProvider>;
  feed: OrderFeedPublisher;
}

const UNTIL_CAPTURED_MS = 1000;

/**
 * Asks providers to give money back. What came of it is told by their webhooks; a refusal for good is written on the refund, where
 * staff see it and may ask again.
 */
export class RefundSettlementService {
  readonly #ports: RefundSettlementPorts;

  constructor(ports: RefundSettlementPorts) {
    this.#ports = ports;
  }

  /**
   * Asks once, however often it is called: the refund's id is the idempotency key. @throws Postponed while the payment is not captured
   * yet; when the provider does not answer: try again; PermanentFailure for no such refund.
   */
  async send(refundId: string, once: Once): Promise<void> {
    const { refunds, payments, providers } = this.#ports;
    const refund = await refunds.find(refundId);
    if (refund === null) throw new PermanentFailure(`there is no refund ${refundId}`);
    if (refund.status !== 'PENDING' || refund.paymentId === null) return void (await once(async () => {}));
    const payment = await payments.find(refund.paymentId);
    const provider = payment === null ? undefined : providers.get(payment.provider);
    if (payment === null || provider === undefined) throw new PermanentFailure(`payment ${refund.paymentId} or its provider is unknown`);
    if (payment.status === 'AUTHORIZED') throw new Postponed('the payment is not captured yet', UNTIL_CAPTURED_MS);
    if (payment.status !== 'CAPTURED') return this.#fail(refund, `the payment is ${payment.status.toLowerCase()}`, once);
    const { id: paymentId, providerRef, amountMinor: capturedMinor } = payment;
    const { amountMinor, currency } = refund;
    try {
      await provider.refund({ paymentId, providerRef, refundId, amountMinor, capturedMinor, currency });
    } catch (error) {
      if (!(error instanceof PermanentFailure)) throw error;
      return this.#fail(refund, error.message, once);
    }
    await once(async () => {});
  }

  async #fail(refund: RefundModel, failure: string, once: Once): Promise<void> {
    const { refunds, orders, feed } = this.#ports;
    await once(async (tx) => {
      if ((await refunds.move(tx, refund.id, ['PENDING'], 'FAILED', failure)) === null) return;
      await orders.addStep(tx, refund.orderNo, { by: 'system:payment-refund', what: 'refund-failed', detail: failure });
    });
    feed.orderChanged(refund.orderNo);
  }
}
