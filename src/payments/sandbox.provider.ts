import { z } from 'zod';
import { PermanentFailure } from '../domain/permanent-failure.js';
import { isStorable } from '../domain/text.js';
import type {
  PaymentProvider,
  PaymentSettlement,
  PaymentStart,
  ProviderEvent,
  RefundRequest,
  StartedPayment,
  WebhookHeaders,
  WebhookVerdict,
} from './payment-provider.port.js';
import type { SandboxBank } from './sandbox-bank.port.js';
import { checkSignature, SIGNATURE_HEADER, TIMESTAMP_HEADER } from './sandbox.signature.js';

const webhookSchema = z.object({
  id: z.uuid(),
  type: z.string().min(1).max(40).refine(isStorable),
  payment: z.object({
    id: z.uuid(),
    reference: z.string().min(1).max(100),
    amountMinor: z.int(),
    currency: z.string().length(3).refine(isStorable),
  }),
  refund: z
    .object({
      reference: z.string().min(1).max(100),
      amountMinor: z.int(),
      failure: z.string().max(500).refine(isStorable).nullish(),
    })
    .nullish(),
});

export interface SandboxProviderOptions {
  bank: SandboxBank;
  /** Our address, without a slash at the end: the sandbox serves its pages from the same process. */
  publicUrl: string;
  /** All that verify. */
  secrets: readonly string[];
  now?: () => number;
}

/** The merchant's side of the sandbox: a provider that moves no money and otherwise behaves like one that does. */
export class SandboxProvider implements PaymentProvider {
  readonly name = 'sandbox';
  readonly forStaff = false;
  readonly #options: SandboxProviderOptions;

  constructor(options: SandboxProviderOptions) {
    this.#options = options;
  }

  async start(request: PaymentStart): Promise<StartedPayment> {
    const { paymentId, ...terms } = request;
    const payment = await this.#options.bank.open({ merchantRef: paymentId, ...terms });
    return { providerRef: payment.id, redirectUrl: `${this.#options.publicUrl}/sandbox/pay/${payment.id}` };
  }

  async capture({ paymentId }: PaymentSettlement): Promise<void> {
    const payment = await this.#options.bank.capture(paymentId);
    if (payment?.status !== 'captured')
      throw new PermanentFailure(`sandbox: a payment that is ${payment?.status ?? 'unknown'} cannot be captured`);
  }

  async void({ paymentId }: PaymentSettlement): Promise<'VOIDED' | 'UNKNOWN'> {
    return (await this.#options.bank.void(paymentId)) === null ? 'UNKNOWN' : 'VOIDED';
  }

  async close({ paymentId }: PaymentSettlement): Promise<'CLOSED' | 'AUTHORIZED' | 'UNKNOWN'> {
    const payment = await this.#options.bank.close(paymentId);
    if (payment === null) return 'UNKNOWN';
    return payment.status === 'authorized' || payment.status === 'captured' ? 'AUTHORIZED' : 'CLOSED';
  }

  async refund({ paymentId, refundId, amountMinor }: RefundRequest): Promise<void> {
    if (!(await this.#options.bank.refund(paymentId, { refundRef: refundId, amountMinor })))
      throw new PermanentFailure('sandbox: a payment gives back no more than was captured');
  }

  async lookup({ paymentId }: { paymentId: string }): Promise<ProviderEvent[]> {
    const bodies = await this.#options.bank.told(paymentId);
    const verdicts = bodies.map((body) => readEvent(Buffer.from(body)));
    return verdicts.flatMap((verdict) => (verdict.kind === 'EVENT' ? [verdict.event] : []));
  }

  verifyWebhook(rawBody: Buffer, headers: WebhookHeaders): WebhookVerdict {
    const given = { timestamp: textOf(headers[TIMESTAMP_HEADER]), signature: textOf(headers[SIGNATURE_HEADER]) };
    const why = checkSignature(rawBody, given, this.#options.secrets, this.#options.now?.() ?? Date.now());
    if (why !== null) return { kind: 'FORGED', why };
    return readEvent(rawBody);
  }
}

function readEvent(rawBody: Buffer): WebhookVerdict {
  let payload: unknown;
  try {
    payload = JSON.parse(rawBody.toString('utf8'));
  } catch {
    return { kind: 'MALFORMED', why: 'not JSON' };
  }
  const parsed = webhookSchema.safeParse(payload);
  if (!parsed.success) return { kind: 'MALFORMED', why: z.prettifyError(parsed.error) };
  const { id, type, payment, refund } = parsed.data;
  const { reference, amountMinor, currency } = payment;
  const about = refund ? { refundId: refund.reference, amountMinor: refund.amountMinor, failure: refund.failure ?? null } : null;
  const event = { eventId: id, type, paymentId: reference, providerRef: payment.id, amountMinor, currency, refund: about, payload };
  return { kind: 'EVENT', event };
}

function textOf(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? undefined : header;
}
