import { isId, newId } from '../domain/id.js';
import type { OrderStatus, PaymentModel } from '../domain/order.js';
import type { Page, PageRequest } from '../domain/page.js';
import { PermanentFailure } from '../domain/permanent-failure.js';
import type { RefundModel } from '../domain/refund.js';
import type { OrderFeedPublisher } from '../feed/order.feed.port.js';
import { completionMessage } from '../jobs/order-completion.queue.js';
import { confirmationMessage } from '../jobs/payment-confirmation.queue.js';
import { latePaymentMessage } from '../jobs/late-payment.queue.js';
import { captureMessage, voidMessage } from '../jobs/payment-settlement.queue.js';
import { confirmSeatsMessage } from '../jobs/seat-confirmation.queue.js';
import type { PaymentProvider, ProviderEvent, WebhookHeaders } from '../payments/payment-provider.port.js';
import type { Once } from '../stores/inbox.port.js';
import type { OrderPort } from '../stores/order.port.js';
import type { Doorbell, OutboxPort } from '../stores/outbox.port.js';
import type { PaymentEventModel, PaymentEventPort, PaymentEventRecord } from '../stores/payment-event.port.js';
import type { PaymentPort } from '../stores/payment.port.js';
import type { RefundPort } from '../stores/refund.port.js';
import type { Tx, UnitOfWork } from '../stores/unit-of-work.port.js';

export type IntakeOutcome =
  | { kind: 'STORED' | 'DUPLICATE' | 'UNKNOWN_PROVIDER' }
  | { kind: 'PARKED' | 'FORGED' | 'MALFORMED'; why: string };

export interface PaymentLedger {
  orders: OrderPort;
  payments: PaymentPort;
  refunds: RefundPort;
  events: PaymentEventPort;
  outbox: OutboxPort;
}

export interface PaymentEventServicePorts {
  ledger: PaymentLedger;
  unitOfWork: UnitOfWork;
  providers: ReadonlyMap<string, PaymentProvider>;
  doorbell: Doorbell;
  feed: OrderFeedPublisher;
}

const KNOWN_TYPES = new Set(['authorized', 'captured', 'declined', 'voided']);
const REFUND_TYPES = new Set(['refunded', 'refund_failed']);

/**
 * What providers tell, from the wire into effect.
 *
 *   webhook → judged → stored with its message in one transaction → answered 2xx → job → payment and order, in one transaction
 *
 * An event is stored before it is answered, so a process that dies right after has lost nothing; its id is unique for ever, so a
 * repeat is nothing new. Each step is a compare-and-set, so any order of arrival and any number of copies end the same.
 */
export class PaymentEventService {
  readonly #ports: PaymentEventServicePorts;

  constructor(ports: PaymentEventServicePorts) {
    this.#ports = ports;
  }

  /**
   * Takes a webhook. STORED, DUPLICATE and PARKED are to be answered 2xx: it is kept. PARKED is kept for staff and not acted on.
   * Rejects when it could not be stored: the provider must send it again.
   */
  async intake(providerName: string, rawBody: Buffer, headers: WebhookHeaders): Promise<IntakeOutcome> {
    const provider = this.#ports.providers.get(providerName);
    if (provider === undefined) return { kind: 'UNKNOWN_PROVIDER' };
    const verdict = provider.verifyWebhook(rawBody, headers);
    return verdict.kind === 'EVENT' ? this.take(providerName, verdict.event) : verdict;
  }

  /** Takes what a provider told, by webhook or because it was asked. Outcomes as of `intake`. */
  async take(providerName: string, told: ProviderEvent): Promise<IntakeOutcome> {
    const payment = isId(told.paymentId) ? await this.#ports.ledger.payments.find(told.paymentId) : null;
    const refund = told.refund !== null && isId(told.refund.refundId) ? await this.#ports.ledger.refunds.find(told.refund.refundId) : null;
    const parkedWhy = whyParked(providerName, told, payment) ?? whyRefundParked(told, refund);
    const event = eventOf(told, { provider: providerName, paymentId: payment?.id ?? null, refundId: refund?.id ?? null, parkedWhy });
    const isNew = await this.#ports.unitOfWork.run((tx) => this.#store(tx, event, payment?.orderNo ?? null));
    if (!isNew) return { kind: 'DUPLICATE' };
    if (parkedWhy !== null) return { kind: 'PARKED', why: parkedWhy };
    this.#ports.doorbell.ring();
    return { kind: 'STORED' };
  }

  /** For staff; newest first. @throws BAD_USER_INPUT for a cursor of another list. */
  list(filter: { parked: boolean | null }, page: PageRequest): Promise<Page<PaymentEventRecord>> {
    return this.#ports.ledger.events.list(filter, page);
  }

  /** Puts a stored event into effect, once. */
  async apply(paymentEventId: string, once: Once): Promise<void> {
    const event = await this.#ports.ledger.events.find(paymentEventId);
    const payment = event?.paymentId ? await this.#ports.ledger.payments.find(event.paymentId) : null;
    if (event === null || payment === null) throw new PermanentFailure(`there is no payment event ${paymentEventId}, or no payment for it`);
    await once((tx) => this.#apply(tx, event, payment));
    this.#ports.doorbell.ring();
    this.#ports.feed.orderChanged(payment.orderNo);
  }

  async #store(tx: Tx, event: PaymentEventModel, orderNo: string | null): Promise<boolean> {
    const isNew = await this.#ports.ledger.events.record(tx, event);
    if (isNew && event.parkedWhy === null) await this.#ports.ledger.outbox.add(tx, [confirmationMessage(event, orderNo)]);
    return isNew;
  }

  async #apply(tx: Tx, event: PaymentEventModel, { id, orderNo }: PaymentModel): Promise<void> {
    const { payments } = this.#ports.ledger;
    const orderStatus = await payments.lockOrder(tx, orderNo);
    const payment = await payments.lock(tx, id);
    if (orderStatus === null || payment === null) throw new PermanentFailure(`payment ${id} has lost its order`);
    if (event.type === 'authorized') return this.#moneyCame(tx, payment, orderStatus, 'AUTHORIZED');
    if (event.type === 'captured') return this.#moneyCame(tx, payment, orderStatus, 'CAPTURED');
    if (event.type === 'refunded' || event.type === 'refund_failed') return this.#moneyWent(tx, payment, event);
    if (event.type === 'declined') return this.#end(tx, payment, ['PENDING'], 'DECLINED');
    return this.#end(tx, payment, ['PENDING', 'AUTHORIZED', 'CAPTURED'], 'VOIDED');
  }

  /**
   * The first word of money pays a PENDING order, whichever word it is. For an EXPIRED one seats are looked for; for any other order the
   * money is let go again.
   */
  async #moneyCame(tx: Tx, payment: PaymentModel, orderStatus: OrderStatus, to: 'AUTHORIZED' | 'CAPTURED'): Promise<void> {
    const { payments, orders, outbox } = this.#ports.ledger;
    const { id, orderNo, provider } = payment;
    if (payment.status === 'FAILED' || payment.status === 'DECLINED') return this.#letGo(tx, payment, 'the payment had been closed');
    const from = to === 'CAPTURED' ? (['PENDING', 'AUTHORIZED'] as const) : (['PENDING'] as const);
    if (!(await payments.move(tx, id, from, to))) return; // older news than what is known
    if (payment.status !== 'PENDING') return orders.addStep(tx, orderNo, { by: `provider:${provider}`, what: 'captured' });
    if (orderStatus === 'EXPIRED') return outbox.add(tx, [latePaymentMessage(payment)]);
    if (orderStatus !== 'PENDING') return this.#letGo(tx, payment, `the order was ${orderStatus.toLowerCase()}`);
    const paid = await orders.move(tx, orderNo, 'PAID', { by: `provider:${provider}`, what: 'paid' });
    if (paid === null) throw new Error(`order ${orderNo} is locked and PENDING, and could not be moved to PAID`);
    const capture = to === 'AUTHORIZED' ? [captureMessage(payment)] : [];
    await outbox.add(tx, [completionMessage(orderNo), confirmSeatsMessage(orderNo), ...capture]);
  }

  async #letGo(tx: Tx, payment: PaymentModel, why: string): Promise<void> {
    await this.#ports.ledger.outbox.add(tx, [voidMessage(payment, 'late')]);
    await this.#ports.ledger.orders.addStep(tx, payment.orderNo, {
      by: `provider:${payment.provider}`,
      what: 'late-payment',
      detail: `${why}; the money is let go`,
    });
  }

  /** The last word about a refund is that it was done; that it failed counts while it is under way. */
  async #moneyWent(tx: Tx, payment: PaymentModel, event: PaymentEventModel): Promise<void> {
    const { refunds, payments, orders } = this.#ports.ledger;
    const { type, failure } = event;
    const isDone = type === 'refunded';
    const refund = isDone
      ? await refunds.move(tx, event.refundId!, ['PENDING', 'FAILED'], 'DONE')
      : await refunds.move(tx, event.refundId!, ['PENDING'], 'FAILED', failure ?? 'the provider refused');
    if (refund === null) return;
    if (isDone) await payments.addRefunded(tx, payment.id, refund.amountMinor);
    const what = isDone ? 'refunded' : 'refund-failed';
    await orders.addStep(tx, payment.orderNo, { by: `provider:${payment.provider}`, what, detail: refund.failure });
  }

  async #end(tx: Tx, payment: PaymentModel, from: readonly PaymentModel['status'][], to: 'DECLINED' | 'VOIDED'): Promise<void> {
    if (!(await this.#ports.ledger.payments.move(tx, payment.id, from, to))) return;
    await this.#ports.ledger.orders.addStep(tx, payment.orderNo, { by: `provider:${payment.provider}`, what: to.toLowerCase() });
  }
}

function whyParked(provider: string, told: ProviderEvent, payment: PaymentModel | null): string | null {
  if (payment === null || payment.provider !== provider) return 'unknown payment';
  if (payment.providerRef !== null && payment.providerRef !== told.providerRef) return 'another reference of the provider';
  if (payment.amountMinor !== told.amountMinor || payment.currency !== told.currency) {
    return `${told.amountMinor} ${told.currency} instead of ${payment.amountMinor} ${payment.currency}`;
  }
  return KNOWN_TYPES.has(told.type) || REFUND_TYPES.has(told.type) ? null : `unknown type ${told.type}`;
}

function whyRefundParked(told: ProviderEvent, refund: RefundModel | null): string | null {
  if (!REFUND_TYPES.has(told.type)) return null;
  if (refund === null || refund.paymentId !== told.paymentId) return 'unknown refund';
  const amountMinor = told.refund?.amountMinor;
  return amountMinor === refund.amountMinor ? null : `a refund of ${amountMinor} instead of ${refund.amountMinor} ${refund.currency}`;
}

function eventOf(
  { eventId, type, payload, refund }: ProviderEvent,
  about: Pick<PaymentEventModel, 'provider' | 'paymentId' | 'refundId' | 'parkedWhy'>,
): PaymentEventModel {
  return { id: newId(), eventId, type, payload, failure: refund?.failure ?? null, ...about };
}
