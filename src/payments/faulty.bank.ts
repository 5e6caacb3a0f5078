import type { SandboxFaults } from '../domain/sandbox-faults.js';
import type { SandboxPaymentModel } from '../domain/sandbox-payment.js';
import type { SandboxBank } from './sandbox-bank.port.js';

export interface FaultyBankOptions {
  bank: SandboxBank;
  faults: SandboxFaults;
  random?: () => number;
}

/** The sandbox as its merchant sees it on a bad day. */
export class FaultyBank implements SandboxBank {
  readonly #bank: SandboxBank;
  readonly #faults: SandboxFaults;
  readonly #random: () => number;

  constructor({ bank, faults, random = Math.random }: FaultyBankOptions) {
    this.#bank = bank;
    this.#faults = faults;
    this.#random = random;
  }

  open(draft: Parameters<SandboxBank['open']>[0]): Promise<SandboxPaymentModel> {
    return this.#call(() => this.#bank.open(draft));
  }

  capture(merchantRef: string): Promise<SandboxPaymentModel | null> {
    const refused = this.#hits(this.#faults.refuseCapture);
    return this.#call(() => (refused ? this.#bank.void(merchantRef) : this.#bank.capture(merchantRef)));
  }

  void(merchantRef: string): Promise<SandboxPaymentModel | null> {
    return this.#call(() => this.#bank.void(merchantRef));
  }

  close(merchantRef: string): Promise<SandboxPaymentModel | null> {
    return this.#call(() => this.#bank.close(merchantRef));
  }

  refund(merchantRef: string, wish: Parameters<SandboxBank['refund']>[1]): Promise<boolean> {
    const fails = this.#hits(this.#faults.failRefund);
    return this.#call(() => this.#bank.refund(merchantRef, { ...wish, fails }));
  }

  told(merchantRef: string): Promise<string[]> {
    return this.#call(() => this.#bank.told(merchantRef));
  }

  #hits(share: number): boolean {
    return this.#random() < share;
  }

  async #call<T>(effect: () => Promise<T>): Promise<T> {
    const { answerMs, lose } = this.#faults;
    if (answerMs > 0) await new Promise((resolve) => setTimeout(resolve, this.#random() * answerMs));
    const lost = this.#hits(lose);
    if (lost && this.#hits(0.5)) throw new Error('sandbox: no answer');
    const answer = await effect();
    if (lost) throw new Error('sandbox: no answer');
    return answer;
  }
}
