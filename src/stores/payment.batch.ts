import type { BeginPaymentOutcome } from '../domain/hold.js';
import type { PaymentAnswer, PaymentCall } from '../lua/begin-payment.script.js';
import type { BeginPaymentRequest } from './inventory.port.js';

/** Payments a call. While a script runs, nothing else does: a call of so many takes Redis about half a millisecond. */
const SIZE = 64;

interface Entry {
  request: BeginPaymentRequest;
  settle(outcome: BeginPaymentOutcome): void;
  fail(error: unknown): void;
}

/**
 * Lets the payments that begin before the event loop turns begin together, by one call for each event: orders come in handfuls when it is
 * busy, since those of one commit are answered together, and most of what a call costs both sides is the call. Nobody waits for
 * companions beyond that turn, and events know nothing of each other: a server that is away holds up its own.
 *
 * Each is answered for itself. What becomes of the call as a whole, such as no definite answer, is said to each of them; all may repeat it.
 */
export class PaymentBatcher {
  readonly #call: (call: PaymentCall) => Promise<PaymentAnswer[]>;
  /** By event and terms. */
  #waiting = new Map<string, Entry[]>();

  /** @param call sends one call of the script; an answer for each payment, or none when every hold is gone */
  constructor({ call }: { call(call: PaymentCall): Promise<PaymentAnswer[]> }) {
    this.#call = call;
  }

  /** @throws what `call` throws; an Error for a payment that cannot be: its order number belongs to another hold, or has no right shape */
  begin(request: BeginPaymentRequest): Promise<BeginPaymentOutcome> {
    const terms = `${request.address.eventId} ${request.payMs} ${request.backstopMs}`;
    return new Promise((settle, fail) => {
      if (this.#waiting.size === 0) setImmediate(() => this.#sendAll());
      const group = this.#waiting.get(terms);
      const entry = { request, settle, fail };
      if (group === undefined) this.#waiting.set(terms, [entry]);
      else group.push(entry);
    });
  }

  #sendAll(): void {
    const groups = [...this.#waiting.values()];
    this.#waiting = new Map();
    for (const group of groups) {
      for (let first = 0; first < group.length; first += SIZE) void this.#send(group.slice(first, first + SIZE));
    }
  }

  /** Never rejects: every entry hears what became of it. */
  async #send(group: readonly Entry[]): Promise<void> {
    const { address, payMs, backstopMs } = group[0]!.request;
    try {
      const answers = await this.#call({ eventId: address.eventId, payMs, backstopMs, payments: group.map(({ request }) => request) });
      for (const [at, { settle, fail }] of group.entries()) {
        const answer = answers[at] ?? { kind: 'GONE' };
        if (answer.kind === 'INVALID') fail(new Error(`begin-payment refused its arguments: ${answer.what}`));
        else settle(answer);
      }
    } catch (error) {
      for (const { fail } of group) fail(error);
    }
  }
}
