import { z } from 'zod';
import { defineQueue } from './queue.contract.js';

const common = { v: z.literal(1), eventId: z.uuid(), by: z.string().min(1), reason: z.string().min(1) };

/** An event that was called off: every paid order of it is given back. Orders are found slice by slice, and each is a message of its own. */
export const eventRefundQueue = defineQueue({
  name: 'event-refund',
  description: 'Gives back the paid orders of an event that was called off.',
  payload: z.discriminatedUnion('action', [
    z.object({ ...common, action: z.literal('slice'), after: z.string().nullable() }),
    z.object({ ...common, action: z.literal('order'), orderNo: z.string().min(1) }),
  ]),
  maxBackoffMs: 60_000,
  jitter: 0.5,
  timeoutMs: 60_000,
  concurrency: 5,
  retention: { done: 200, failed: 2000 },
  fallback: 'Each order keeps its tickets and its money until its own turn; how far it has come is shown to staff.',
});

export interface CalledOff {
  eventId: string;
  /** Person id of who called it off. */
  by: string;
  reason: string;
}

/** The slice of orders behind `after`; null: the first one. */
export function eventSliceMessage(event: CalledOff, after: string | null) {
  const key = `event-refund:${event.eventId}:${after ?? 'first'}`;
  return eventRefundQueue.message({ key, orderNo: null, payload: { v: 1, action: 'slice', ...event, after } });
}

/** One refund an order. */
export function eventOrderMessage(event: CalledOff, orderNo: string) {
  return eventRefundQueue.message({ key: `event-refund:order:${orderNo}`, orderNo, payload: { v: 1, action: 'order', ...event, orderNo } });
}
