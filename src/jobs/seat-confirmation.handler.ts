import type { FulfilmentService } from '../services/fulfilment.service.js';
import type { SeatReturnService } from '../services/seat-return.service.js';
import { defineHandler } from './job.kit.js';
import { seatConfirmationQueue } from './seat-confirmation.queue.js';

export function seatConfirmationHandler(services: { fulfilment: FulfilmentService; seatReturn: SeatReturnService }) {
  return defineHandler(seatConfirmationQueue, ({ payload, once }) => {
    const { orderNo, action, refundId = '' } = payload;
    if (action === 'return') return services.seatReturn.returnSeats(refundId, once);
    return action === 'confirm' ? services.fulfilment.confirmSeats(orderNo, once) : services.fulfilment.giveBackSeats(orderNo, once);
  });
}
