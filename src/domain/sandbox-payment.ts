/** pending → authorized → captured; pending → declined; pending, authorized, captured → voided. */
export type SandboxStatus = 'pending' | 'authorized' | 'captured' | 'declined' | 'voided';

/** A payment as the sandbox provider keeps it. */
export interface SandboxPaymentModel {
  /** Unguessable: whoever knows it may pay. */
  id: string;
  /** What the merchant calls it. */
  merchantRef: string;
  description: string;
  /** Minor units. */
  amountMinor: number;
  /** ISO 4217. */
  currency: string;
  status: SandboxStatus;
  returnUrl: string | null;
  /** Cannot be approved from then on. */
  expiresAt: Date;
}
