import type { LatePaymentService } from '../services/late-payment.service.js';
import { defineHandler } from './job.kit.js';
import { latePaymentQueue } from './late-payment.queue.js';

export function latePaymentHandler(services: { latePayments: LatePaymentService }) {
  return defineHandler(latePaymentQueue, ({ payload, once }) => services.latePayments.decide(payload.paymentId, once));
}
