import type { FulfilmentService } from '../services/fulfilment.service.js';
import { defineHandler } from './job.kit.js';
import { orderCompletionQueue } from './order-completion.queue.js';

export function orderCompletionHandler(services: { fulfilment: FulfilmentService }) {
  return defineHandler(orderCompletionQueue, ({ payload, once }) => services.fulfilment.completeOrder(payload.orderNo, once));
}
