import { z } from 'zod';
import type { Id } from '../domain/id.js';
import type { OutboxMessage } from '../stores/outbox.port.js';
import { type MessagedOrder, orderMessageKey, orderMessagePayload, type OrderTemplate } from './order-message.contract.js';
import { defineQueue } from './queue.contract.js';

/** Messages to the browsers that a buyer registered. A slow or dead push service delays nothing else. */
export const pushNotificationQueue = defineQueue({
  name: 'push-notification',
  description: "Sends a message about an order to the buyer's browsers.",
  payload: orderMessagePayload.extend({
    /** The one browser that is told. Absent: the message is first turned into one a browser. */
    browserId: z.uuid().optional(),
  }),
  maxBackoffMs: 300_000,
  jitter: 0.5,
  timeoutMs: 20_000,
  concurrency: 10,
  retention: { done: 200, failed: 2000 },
  fallback: "The tickets are on the order's page and in the mail; nothing else waits for the browser.",
});

/** @returns the message; it is written only while the buyer has a browser registered (`browsersOf`). */
export function pushMessages(order: MessagedOrder, template: OrderTemplate, refundId?: string): OutboxMessage[] {
  const { orderNo, personId } = order;
  const key = orderMessageKey(pushNotificationQueue.name, orderNo, template, refundId);
  const message = pushNotificationQueue.message({ key, orderNo, payload: { v: 1, orderNo, template, refundId } });
  return [{ ...message, browsersOf: personId }];
}

/** @returns the part of a message that one browser gets; its key is the message's own with the browser's id. */
export function browserMessage(
  message: { orderNo: string; template: OrderTemplate; refundId?: string | undefined },
  browserId: Id,
): OutboxMessage {
  const { orderNo, template, refundId } = message;
  const key = `${orderMessageKey(pushNotificationQueue.name, orderNo, template, refundId)}:${browserId}`;
  return pushNotificationQueue.message({ key, orderNo, payload: { v: 1, orderNo, template, refundId, browserId } });
}
