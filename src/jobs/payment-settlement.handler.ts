import type { SettlementService } from '../services/settlement.service.js';
import { defineHandler } from './job.kit.js';
import { paymentSettlementQueue } from './payment-settlement.queue.js';

export function paymentSettlementHandler(services: { settlement: SettlementService }) {
  return defineHandler(paymentSettlementQueue, ({ payload, messageId, once }) =>
    services.settlement.settle(payload.paymentId, payload.action, messageId, once),
  );
}
