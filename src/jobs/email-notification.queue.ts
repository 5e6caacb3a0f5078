import { z } from 'zod';
import type { OutboxMessage } from '../stores/outbox.port.js';
import { type MessagedOrder, orderMessageKey, orderMessagePayload, type OrderTemplate } from './order-message.contract.js';
import { pushMessages } from './push-notification.queue.js';
import { defineQueue } from './queue.contract.js';
import { smsMessages } from './sms-notification.queue.js';

/** Mails to buyers. A slow or dead mail server delays nothing else. */
export const emailNotificationQueue = defineQueue({
  name: 'email-notification',
  description: 'Sends a mail about an order.',
  payload: orderMessagePayload.extend({
    /** Address instead of the order's own. */
    to: z.string().min(3).optional(),
  }),
  maxBackoffMs: 300_000,
  jitter: 0.5,
  timeoutMs: 60_000,
  concurrency: 5,
  retention: { done: 200, failed: 2000 },
  fallback: "The tickets are on the order's page; nothing else waits for the mail.",
});

/**
 * Everything that tells a buyer of one thing: a mail, a short message where there is a number, a message to registered browsers.
 * Write them in the transaction of what they tell. A repeat for the same order, template (and refund) is the same messages.
 */
export function orderMessages(order: MessagedOrder, template: OrderTemplate, refundId?: string): OutboxMessage[] {
  const { orderNo } = order;
  const key = orderMessageKey(emailNotificationQueue.name, orderNo, template, refundId);
  const mail = emailNotificationQueue.message({ key, orderNo, payload: { v: 1, orderNo, template, refundId } });
  return [mail, ...smsMessages(order, template, refundId), ...pushMessages(order, template, refundId)];
}

/** The tickets once more, to `to`. Wishes with the same `wish` for the same order are one mail. */
export function resentTicketsMail(orderNo: string, to: string, wish: string): OutboxMessage {
  const key = `${orderMessageKey(emailNotificationQueue.name, orderNo, 'tickets-resent')}:${wish}`;
  return emailNotificationQueue.message({ key, orderNo, payload: { v: 1, orderNo, template: 'tickets-resent', to } });
}
