import { newId } from '../domain/id.js';
import { inputHash } from '../domain/input-hash.js';
import type { OrderModel, OrderStatus, PaymentModel } from '../domain/order.js';
import { parseOrderNo } from '../domain/order-number.js';
import { Postponed } from '../domain/postponed.js';
import { isStaff, type Viewer } from '../domain/viewer.js';
import { AisleError } from '../errors/aisle-error.js';
import { closeMessage, voidMessage } from '../jobs/payment-settlement.queue.js';
import { giveBackSeatsMessage } from '../jobs/seat-confirmation.queue.js';
import type { PaymentProvider } from '../payments/payment-provider.port.js';
import type { AuditPort } from '../stores/audit.port.js';
import type { OrderPort } from '../stores/order.port.js';
import type { Doorbell, OutboxMessage, OutboxPort } from '../stores/outbox.port.js';
import type { PaymentPort } from '../stores/payment.port.js';
import type { Tx, UnitOfWork } from '../stores/unit-of-work.port.js';
import { checkIdempotencyKey, ProblemList } from './problem-list.js';

export interface StartPaymentInput {
  orderNo: string;
  provider: string;
  returnUrl: string | null;
  idempotencyKey: string;
}

export interface PaymentSession {
  kind: 'PaymentSession';
  id: string;
  provider: string;
  redirectUrl: string | null;
  clientSecret: string | null;
  expiresAt: Date;
}

export type StartPaymentResult = PaymentSession | { kind: 'OrderNotPayable'; status: OrderStatus };

export interface PaymentServicePorts {
  orders: OrderPort;
  payments: PaymentPort;
  unitOfWork: UnitOfWork;
  outbox: OutboxPort;
  audit: Pick<AuditPort, 'record'>;
  doorbell: Doorbell;
  providers: ReadonlyMap<string, PaymentProvider>;
  pages: PaymentPages;
}

/** Where payers may be sent back to. */
export interface PaymentPages {
  /** Whether a page lies on our own origin or on one of ORIGINS: anything else would be an open redirect. */
  allowsReturn(url: URL): boolean;
  orderUrl(orderNo: string): string;
}

const START_RETRY_MS = 1000;

/**
 * Beginning a payment. The payment's row is there before the provider hears of it, so whatever dies in between, a repeat with
 * the same key finds the row and asks the provider again under the same id.
 */
export class PaymentService {
  readonly #ports: PaymentServicePorts;

  constructor(ports: PaymentServicePorts) {
    this.#ports = ports;
  }

  /**
   * Begins a payment of one's own order (staff at the counter: of any order), or returns the session that is open for it. A session that has expired, or is with
   * another provider, is replaced: it becomes FAILED and is voided at its provider. Safe to repeat with the same key.
   * @throws BAD_USER_INPUT (also for an unknown provider), NOT_FOUND, IDEMPOTENCY_CONFLICT, DEPENDENCY_UNAVAILABLE.
   */
  async startPayment(viewer: Viewer, input: StartPaymentInput): Promise<StartPaymentResult> {
    const provider = this.#check(viewer, input);
    const order = await this.#find(viewer, provider, input.orderNo);
    if (order === null) throw new AisleError('NOT_FOUND', 'There is no such order.');
    const opened = await this.#ports.unitOfWork.run((tx) => this.#open(tx, order, input, provider.forStaff ? viewer : null));
    this.#ports.doorbell.ring();
    return 'kind' in opened ? opened : this.#session(provider, opened);
  }

  /** For loaders. */
  paymentsOf(orderNos: readonly string[]): Promise<PaymentModel[]> {
    return this.#ports.payments.ofOrders(orderNos);
  }

  /** What must happen outside the ledger once an order is given up unpaid. Call it in the transaction that gives it up. */
  async messagesOnEnd(tx: Tx, order: OrderModel): Promise<OutboxMessage[]> {
    const open = await this.#ports.payments.findOpen(tx, order.orderNo);
    // Somebody who pays in the last second may still get the seats; somebody who cancelled may not.
    const ended = order.status === 'EXPIRED' ? closeMessage : (payment: PaymentModel) => voidMessage(payment, 'ended');
    return [giveBackSeatsMessage(order.orderNo), ...(open === null ? [] : [ended(open)])];
  }

  async #find(viewer: Viewer, { forStaff }: PaymentProvider, orderNo: string): Promise<OrderModel | null> {
    const number = parseOrderNo(orderNo);
    if (number === null) return null;
    return forStaff ? this.#ports.orders.find(number) : this.#ports.orders.findOwned(number, viewer.personId);
  }

  #check(viewer: Viewer, input: StartPaymentInput): PaymentProvider {
    const problems = new ProblemList();
    const open = [...this.#ports.providers.values()].filter(({ forStaff }) => !forStaff || isStaff(viewer));
    const provider = open.find(({ name }) => name === input.provider);
    checkIdempotencyKey(problems, input.idempotencyKey);
    problems.check(provider !== undefined, 'provider', `must be one of: ${open.map(({ name }) => name).join(', ') || 'none is set up'}`);
    problems.throwIfAny();
    return provider!;
  }

  async #open(
    tx: Tx,
    order: OrderModel,
    input: StartPaymentInput,
    staff: Viewer | null,
  ): Promise<PaymentModel | { kind: 'OrderNotPayable'; status: OrderStatus }> {
    const { payments, outbox } = this.#ports;
    const { orderNo, totalMinor: amountMinor, currency, payBy: expiresAt } = order;
    const { provider, idempotencyKey } = input;
    const hash = inputHash({ orderNo, provider, returnUrl: input.returnUrl });
    const known = await payments.findByKey(tx, order.personId, idempotencyKey);
    if (known !== null && known.inputHash !== hash) throw new AisleError('IDEMPOTENCY_CONFLICT');
    if (known !== null) return known;
    const status = (await payments.lockOrder(tx, orderNo)) ?? order.status;
    if (status !== 'PENDING') return { kind: 'OrderNotPayable', status };
    // The scan of the ledger writes it down within a second.
    if (expiresAt.getTime() <= Date.now()) return { kind: 'OrderNotPayable', status: 'EXPIRED' };
    const open = await payments.findOpen(tx, orderNo);
    if (open !== null && open.provider === provider && open.expiresAt.getTime() > Date.now()) return open;
    if (open !== null) {
      await payments.move(tx, open.id, ['PENDING', 'AUTHORIZED'], 'FAILED');
      await outbox.add(tx, [voidMessage(open, 'replaced')]);
    }
    const returnUrl = this.#returnUrl(input.returnUrl, orderNo);
    if (staff !== null) {
      const detail = { provider, amountMinor, currency };
      await this.#ports.audit.record(tx, { actor: staff.personId, action: 'order.takePayment', subject: `order:${orderNo}`, detail });
    }
    return payments.insert(tx, {
      id: newId(),
      orderNo,
      provider,
      amountMinor,
      currency,
      returnUrl,
      idempotencyKey,
      inputHash: hash,
      expiresAt,
    });
  }

  /** Asks the provider unless it has answered before; it knows our id, so that asking twice begins one payment. */
  async #session(provider: PaymentProvider, payment: PaymentModel): Promise<PaymentSession> {
    const { id, expiresAt } = payment;
    const { redirectUrl } = payment.providerRef === null ? await this.#start(provider, payment) : payment;
    return { kind: 'PaymentSession', id, provider: payment.provider, redirectUrl, clientSecret: null, expiresAt };
  }

  async #start(provider: PaymentProvider, payment: PaymentModel): Promise<PaymentModel> {
    const { id: paymentId, amountMinor, currency, returnUrl, expiresAt, orderNo } = payment;
    const started = await provider
      .start({ paymentId, amountMinor, currency, returnUrl, expiresAt, description: `Order ${orderNo}` })
      .catch((cause: unknown) => {
        throw new AisleError('DEPENDENCY_UNAVAILABLE', 'The payment provider did not answer. Repeat with the same key.', {
          retryAfterMs: cause instanceof Postponed ? cause.afterMs : START_RETRY_MS,
          cause,
        });
      });
    return this.#ports.payments.started(paymentId, started);
  }

  /** A page elsewhere is not an error of the buyer's: they are led back to their order instead. */
  #returnUrl(wish: string | null, orderNo: string): string {
    const own = this.#ports.pages.orderUrl(orderNo);
    if (wish === null || !URL.canParse(wish)) return own;
    const url = new URL(wish);
    const web = url.protocol === 'https:' || url.protocol === 'http:';
    return web && url.username === '' && this.#ports.pages.allowsReturn(url) ? url.href : own;
  }
}
