import type { EventRefundService } from '../services/event-refund.service.js';
import { eventRefundQueue } from './event-refund.queue.js';
import { defineHandler } from './job.kit.js';

export function eventRefundHandler(services: { eventRefunds: EventRefundService }) {
  return defineHandler(eventRefundQueue, ({ payload, once }) =>
    payload.action === 'slice'
      ? services.eventRefunds.findOrders(payload, payload.after, once)
      : services.eventRefunds.refundOrder(payload, payload.orderNo, once),
  );
}
