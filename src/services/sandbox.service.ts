import { isId, newId } from '../domain/id.js';
import type { SandboxPaymentModel, SandboxStatus } from '../domain/sandbox-payment.js';
import type { SandboxBank } from '../payments/sandbox-bank.port.js';
import type { SandboxPort } from '../stores/sandbox.port.js';

export interface SandboxServicePorts {
  books: SandboxPort;
  /** Told after a webhook became due; must not throw. */
  onWebhookOwed(): void;
}

interface Step {
  from: readonly SandboxStatus[];
  to: SandboxStatus;
  /** Whether the payment must not have expired. */
  alive: boolean;
}

const APPROVE: Step = { from: ['pending'], to: 'authorized', alive: true };
const DECLINE: Step = { from: ['pending'], to: 'declined', alive: true };
const CAPTURE: Step = { from: ['authorized'], to: 'captured', alive: false };
const CLOSE: Step = { from: ['pending'], to: 'voided', alive: false };
const VOID: Step = { from: ['pending', 'authorized', 'captured'], to: 'voided', alive: false };

/**
 * The sandbox provider itself: the other side of the wire. It keeps its own books and tells its merchant by webhook only. Each
 * step happens once: a repeat, or a step that its status does not allow, changes nothing and owes no second webhook.
 */
export class SandboxService implements SandboxBank {
  readonly #books: SandboxPort;
  readonly #onWebhookOwed: () => void;

  constructor(ports: SandboxServicePorts) {
    this.#books = ports.books;
    this.#onWebhookOwed = ports.onWebhookOwed;
  }

  async open(draft: Omit<SandboxPaymentModel, 'id' | 'status'>): Promise<SandboxPaymentModel> {
    return this.#books.open(newId(), draft);
  }

  /** For the payer's page. Null: there is no such payment. */
  async payment(id: string): Promise<SandboxPaymentModel | null> {
    return isId(id) ? this.#books.find(id) : null;
  }

  /** The payer said yes. @returns the payment afterwards, or null. An expired or settled one stays as it is. */
  async approve(id: string): Promise<SandboxPaymentModel | null> {
    return this.#move(await this.payment(id), APPROVE);
  }

  /** The payer, or the payer's bank, said no. @returns as `approve`. */
  async decline(id: string): Promise<SandboxPaymentModel | null> {
    return this.#move(await this.payment(id), DECLINE);
  }

  async capture(merchantRef: string): Promise<SandboxPaymentModel | null> {
    return this.#move(await this.#books.findByMerchantRef(merchantRef), CAPTURE);
  }

  async void(merchantRef: string): Promise<SandboxPaymentModel | null> {
    return this.#move(await this.#books.findByMerchantRef(merchantRef), VOID);
  }

  async close(merchantRef: string): Promise<SandboxPaymentModel | null> {
    return this.#move(await this.#books.findByMerchantRef(merchantRef), CLOSE);
  }

  async refund(merchantRef: string, wish: Parameters<SandboxBank['refund']>[1]): Promise<boolean> {
    const { refundRef, amountMinor, fails = false } = wish;
    const payment = await this.#books.findByMerchantRef(merchantRef);
    if (payment === null) return false;
    const webhookId = newId();
    const failure = fails ? { failure: 'the account is closed' } : {};
    const body = bodyOf(webhookId, fails ? 'refund_failed' : 'refunded', payment, { reference: refundRef, amountMinor, ...failure });
    const refund = { id: newId(), merchantRef: refundRef, amountMinor, status: fails ? ('failed' as const) : ('refunded' as const) };
    const isKnown = await this.#books.refund(payment.id, refund, { id: webhookId, body });
    if (isKnown) this.#onWebhookOwed();
    return isKnown;
  }

  async told(merchantRef: string): Promise<string[]> {
    const payment = await this.#books.findByMerchantRef(merchantRef);
    return payment === null ? [] : this.#books.webhooksOf(payment.id);
  }

  async #move(payment: SandboxPaymentModel | null, step: Step): Promise<SandboxPaymentModel | null> {
    if (payment === null || !step.from.includes(payment.status)) return payment;
    const eventId = newId();
    const moved = await this.#books.move(payment.id, step, { id: eventId, body: bodyOf(eventId, step.to, payment) });
    if (moved === null) return this.#books.find(payment.id);
    this.#onWebhookOwed();
    return moved;
  }
}

/** @returns a webhook's body, exactly as it is signed and sent. */
function bodyOf(
  id: string,
  type: string,
  payment: SandboxPaymentModel,
  refund?: { reference: string; amountMinor: number; failure?: string },
): string {
  const { id: paymentId, merchantRef: reference, amountMinor, currency } = payment;
  return JSON.stringify({
    id,
    type,
    createdAt: new Date().toISOString(),
    payment: { id: paymentId, reference, amountMinor, currency },
    refund,
  });
}
