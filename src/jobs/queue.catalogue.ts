import { emailNotificationQueue } from './email-notification.queue.js';
import { orderCompletionQueue } from './order-completion.queue.js';
import { paymentConfirmationQueue } from './payment-confirmation.queue.js';
import { paymentRefundQueue } from './payment-refund.queue.js';
import { paymentSettlementQueue } from './payment-settlement.queue.js';
import type { QueueContract } from './queue.contract.js';
import { seatConfirmationQueue } from './seat-confirmation.queue.js';

/** Every queue of the house. */
export const QUEUES: readonly QueueContract[] = [
  paymentConfirmationQueue,
  paymentSettlementQueue,
  paymentRefundQueue,
  orderCompletionQueue,
  seatConfirmationQueue,
  emailNotificationQueue,
] as unknown as QueueContract[];
