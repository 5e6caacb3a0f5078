import { alertNotificationQueue } from './alert-notification.queue.js';
import { emailNotificationQueue } from './email-notification.queue.js';
import { eventRefundQueue } from './event-refund.queue.js';
import { latePaymentQueue } from './late-payment.queue.js';
import { orderCompletionQueue } from './order-completion.queue.js';
import { paymentConfirmationQueue } from './payment-confirmation.queue.js';
import { paymentRefundQueue } from './payment-refund.queue.js';
import { paymentSettlementQueue } from './payment-settlement.queue.js';
import { pushNotificationQueue } from './push-notification.queue.js';
import type { QueueContract } from './queue.contract.js';
import { seatConfirmationQueue } from './seat-confirmation.queue.js';
import { smsNotificationQueue } from './sms-notification.queue.js';

/** Every queue of the house. */
export const QUEUES: readonly QueueContract[] = [
  paymentConfirmationQueue,
  paymentSettlementQueue,
  paymentRefundQueue,
  latePaymentQueue,
  eventRefundQueue,
  orderCompletionQueue,
  seatConfirmationQueue,
  emailNotificationQueue,
  smsNotificationQueue,
  pushNotificationQueue,
  alertNotificationQueue,
] as unknown as QueueContract[];
