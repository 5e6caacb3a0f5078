import type { Id } from '../domain/id.js';
import type { SandboxPaymentModel, SandboxStatus } from '../domain/sandbox-payment.js';

/** A webhook that the sandbox owes its merchant. */
export interface OwedWebhook {
  id: Id;
  /** Exactly as it is signed and sent. */
  body: string;
  /** This sending included. */
  attempts: number;
}

/** The books of the sandbox provider. The box office never reads them: it knows only what webhooks tell. */
export interface SandboxPort {
  /** Writes a payment, or finds the one of this merchantRef. */
  open(id: Id, draft: Omit<SandboxPaymentModel, 'id' | 'status'>): Promise<SandboxPaymentModel>;
  find(id: Id): Promise<SandboxPaymentModel | null>;
  findByMerchantRef(merchantRef: string): Promise<SandboxPaymentModel | null>;
  /**
   * Moves a payment by compare-and-set and owes the webhook that tells of it, in one statement.
   * @returns the moved payment, or null when it was not in `from` (or `alive` was asked for and it has expired): nothing changed.
   */
  move(
    id: Id,
    step: { from: readonly SandboxStatus[]; to: SandboxStatus; alive: boolean },
    webhook: { id: Id; body: string },
  ): Promise<SandboxPaymentModel | null>;
  /**
   * Writes a refund once a `merchantRef` and owes the webhook that tells of it, in one statement; one that failed is tried again.
   * @returns false when the payment is not captured, or its refunds would come to more than was captured: nothing changed.
   */
  refund(
    paymentId: Id,
    refund: { id: Id; merchantRef: string; amountMinor: number; status: 'refunded' | 'failed' },
    webhook: { id: Id; body: string },
  ): Promise<boolean>;
  /** Takes up to `limit` webhooks that are due; nobody else gets them for `leaseMs`. */
  claimDue(limit: number, leaseMs: number): Promise<OwedWebhook[]>;
  /** Bodies of all webhooks about a payment, oldest first. */
  webhooksOf(paymentId: Id): Promise<string[]>;
  delivered(id: Id): Promise<void>;
  /** Owed still: due again after `waitMs`. */
  putOff(id: Id, waitMs: number): Promise<void>;
}
