import { mobileNumberOf } from '../domain/phone.js';
import type { OutboxMessage } from '../stores/outbox.port.js';
import { type MessagedOrder, orderMessageKey, orderMessagePayload, type OrderTemplate } from './order-message.contract.js';
import { defineQueue } from './queue.contract.js';

/** Short messages to buyers who left a number. A slow or dead gateway delays nothing else. */
export const smsNotificationQueue = defineQueue({
  name: 'sms-notification',
  description: 'Sends a short message about an order.',
  payload: orderMessagePayload,
  maxBackoffMs: 300_000,
  jitter: 0.5,
  timeoutMs: 20_000,
  concurrency: 5,
  retention: { done: 200, failed: 2000 },
  fallback: "The tickets are on the order's page and in the mail; nothing else waits for the short message.",
});

/** @returns the short message, or none when the order has no number to send one to. */
export function smsMessages(order: MessagedOrder, template: OrderTemplate, refundId?: string): OutboxMessage[] {
  if (mobileNumberOf(order.phone) === null) return [];
  const { orderNo } = order;
  const key = orderMessageKey(smsNotificationQueue.name, orderNo, template, refundId);
  return [smsNotificationQueue.message({ key, orderNo, payload: { v: 1, orderNo, template, refundId } })];
}
