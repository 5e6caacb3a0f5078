import type { FulfilmentService } from '../services/fulfilment.service.js';
import { defineHandler } from './job.kit.js';
import { seatConfirmationQueue } from './seat-confirmation.queue.js';

export function seatConfirmationHandler(services: { fulfilment: FulfilmentService }) {
  return defineHandler(seatConfirmationQueue, ({ payload, once }) => {
    const { orderNo, action } = payload;
    return action === 'confirm' ? services.fulfilment.confirmSeats(orderNo, once) : services.fulfilment.giveBackSeats(orderNo, once);
  });
}
