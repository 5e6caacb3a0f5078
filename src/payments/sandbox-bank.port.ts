import type { SandboxPaymentModel } from '../domain/sandbox-payment.js';

/** The sandbox provider's interface for merchants: the other side of the wire. Every call is safe to repeat. */
export interface SandboxBank {
  /** Opens a payment, or finds the one of this merchantRef: its first terms stay. */
  open(draft: Omit<SandboxPaymentModel, 'id' | 'status'>): Promise<SandboxPaymentModel>;
  /** @returns the payment afterwards, or null for an unknown one. Only an authorised one is captured. */
  capture(merchantRef: string): Promise<SandboxPaymentModel | null>;
  /** As `void`, of a payment that nobody has approved; any other one stays as it is. */
  close(merchantRef: string): Promise<SandboxPaymentModel | null>;
  /**
   * Gives a part of a captured payment back, once a `refundRef`; what came of it is told by webhook. A refund that failed may be asked
   * for again; `fails`: let this one fail. @returns false when the payment is not captured, or would have to give back more than was captured.
   */
  refund(merchantRef: string, wish: { refundRef: string; amountMinor: number; fails?: boolean }): Promise<boolean>;
  /** Bodies of all webhooks about a payment, sent or owed, oldest first. */
  told(merchantRef: string): Promise<string[]>;
  /** @returns the payment afterwards, or null for an unknown one. */
  void(merchantRef: string): Promise<SandboxPaymentModel | null>;
}
