import type { OrderModel, PaymentModel } from '../domain/order.js';
import { PermanentFailure } from '../domain/permanent-failure.js';
import type { SettlementAction } from '../jobs/payment-settlement.queue.js';
import { voidMessage } from '../jobs/payment-settlement.queue.js';
import type { PaymentProvider, PaymentSettlement } from '../payments/payment-provider.port.js';
import type { Once } from '../stores/inbox.port.js';
import type { OrderPort } from '../stores/order.port.js';
import type { OutboxPort } from '../stores/outbox.port.js';
import type { PaymentPort } from '../stores/payment.port.js';
import type { RefundPort } from '../stores/refund.port.js';
import type { Tx } from '../stores/unit-of-work.port.js';
import type { RefundService } from './refund.service.js';

export interface SettlementServicePorts {
  ledger: {
    orders: Pick<OrderPort, 'find' | 'addStep'>;
    payments: PaymentPort;
    refunds: Pick<RefundPort, 'closeAlong'>;
    outbox: OutboxPort;
  };
  refunds: Pick<RefundService, 'giveBack' | 'told'>;
  providers: ReadonlyMap<string, PaymentProvider>;
}

/**
 * Asks providers for money, or to let it go. What came of it is told by their webhooks and by nothing else; the message id is the
 * idempotency key, so asking twice after a crash asks once. Only that money will never come has to be said here: then the tickets are
 * void and the seats are free again.
 */
export class SettlementService {
  readonly #ports: SettlementServicePorts;

  constructor(ports: SettlementServicePorts) {
    this.#ports = ports;
  }

  /** @throws PermanentFailure when a provider refuses to let money go, or is no longer set up. */
  async settle(paymentId: string, action: SettlementAction, messageId: string, once: Once): Promise<void> {
    const { ledger, providers } = this.#ports;
    const payment = await ledger.payments.find(paymentId);
    const provider = payment === null ? undefined : providers.get(payment.provider);
    if (payment === null || provider === undefined) throw new PermanentFailure(`payment ${paymentId} or its provider is unknown`);
    const { providerRef, amountMinor, currency } = payment;
    const request = { paymentId, providerRef, amountMinor, currency, idempotencyKey: messageId };
    if (action === 'capture') return this.#capture(provider, payment, request, once);
    const outcome = action === 'close' ? await provider.close(request) : await provider.void(request);
    await once(async (tx) => {
      // No webhook will ever come for a payment that the provider does not know.
      if (outcome === 'UNKNOWN') await ledger.payments.move(tx, paymentId, ['PENDING', 'AUTHORIZED'], 'FAILED');
    });
  }

  async #capture(provider: PaymentProvider, payment: PaymentModel, request: PaymentSettlement, once: Once): Promise<void> {
    try {
      await provider.capture(request);
    } catch (error) {
      if (!(error instanceof PermanentFailure)) throw error;
      const order = await this.#ports.ledger.orders.find(payment.orderNo);
      if (order === null) throw error;
      await once((tx) => this.#loseMoney(tx, order, payment, error.message));
      return this.#ports.refunds.told(order.orderNo);
    }
    await once(async () => {});
  }

  /** An order that was paid on a promise which the provider did not keep: it ends REFUNDED with PAYMENT_DECLINED, and no money moves. */
  async #loseMoney(tx: Tx, order: OrderModel, payment: PaymentModel, why: string): Promise<void> {
    const { payments, refunds, orders, outbox } = this.#ports.ledger;
    await payments.lockOrder(tx, order.orderNo);
    if (!(await payments.move(tx, payment.id, ['AUTHORIZED'], 'FAILED'))) return;
    await refunds.closeAlong(tx, payment.id, 'nothing had been taken');
    await orders.addStep(tx, order.orderNo, { by: `provider:${payment.provider}`, what: 'declined', detail: why });
    await this.#ports.refunds.giveBack(tx, {
      order,
      items: null,
      reason: 'The payment could not be taken',
      returnTo: 'ON_SALE',
      by: 'system:payment-settlement',
      idempotencyKey: `capture-failed:${payment.id}`,
      failureCode: 'PAYMENT_DECLINED',
      money: 'NONE',
      template: 'payment-failed',
    });
    await outbox.add(tx, [voidMessage(payment, 'uncaptured')]);
  }
}
