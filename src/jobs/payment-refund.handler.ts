import type { RefundSettlementService } from '../services/refund-settlement.service.js';
import { defineHandler } from './job.kit.js';
import { paymentRefundQueue } from './payment-refund.queue.js';

export function paymentRefundHandler(services: { refundSettlement: RefundSettlementService }) {
  return defineHandler(paymentRefundQueue, ({ payload, once }) => services.refundSettlement.send(payload.refundId, once));
}
