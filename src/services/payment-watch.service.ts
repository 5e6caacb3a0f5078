import type { Id } from '../domain/id.js';
import { workThrough } from '../domain/work-through.js';
import type { PaymentProvider } from '../payments/payment-provider.port.js';
import type { PaymentPort } from '../stores/payment.port.js';
import type { PaymentEventService } from './payment-event.service.js';

export interface PaymentWatchPorts {
  payments: Pick<PaymentPort, 'unsettled'>;
  providers: ReadonlyMap<string, PaymentProvider>;
  paymentEvents: Pick<PaymentEventService, 'take'>;
  /** How long a provider has to tell by itself, milliseconds. */
  afterMs: number;
  /** Told of a payment that could not be asked about; the others are. */
  onError(error: unknown, paymentId: Id): void;
}

const SLICE = 50;

/**
 * Asks providers about payments and refunds of which they have told nothing for too long: a webhook can be lost for good. What they answer
 * is taken like the webhook that did not come, under the same id, so that one that comes after all is nothing new.
 */
export class PaymentWatchService {
  readonly #ports: PaymentWatchPorts;
  #after: Id | null = null;

  constructor(ports: PaymentWatchPorts) {
    this.#ports = ports;
  }

  /** Asks about the next slice of payments, from the start again after the last. @returns how many events were news. @throws when none of them could be asked about. */
  async askAround(): Promise<number> {
    const { payments, providers, paymentEvents, afterMs, onError } = this.#ports;
    const slice = await payments.unsettled(this.#after, afterMs, SLICE);
    this.#after = slice.length === SLICE ? slice.at(-1)!.id : null;
    let news = 0;
    await workThrough(
      slice,
      async ({ id, provider: name, providerRef }) => {
        const provider = providers.get(name);
        if (provider === undefined) return;
        for (const event of await provider.lookup({ paymentId: id, providerRef })) {
          if ((await paymentEvents.take(name, event)).kind === 'STORED') news += 1;
        }
      },
      (error, { id }) => onError(error, id),
    );
    return news;
  }
}
