import type { PaymentEventService } from '../services/payment-event.service.js';
import { defineHandler } from './job.kit.js';
import { paymentConfirmationQueue } from './payment-confirmation.queue.js';

export function paymentConfirmationHandler(services: { paymentEvents: PaymentEventService }) {
  return defineHandler(paymentConfirmationQueue, ({ payload, once }) => services.paymentEvents.apply(payload.paymentEventId, once));
}
