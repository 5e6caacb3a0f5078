import { z } from 'zod';
import { defineQueue } from './queue.contract.js';

/** Telling the people on duty, at ALERT_URL. */
export const alertNotificationQueue = defineQueue({
  name: 'alert-notification',
  description: 'Tells the receiver at ALERT_URL that something is wrong, or over.',
  payload: z.object({
    v: z.literal(1),
    status: z.enum(['firing', 'resolved']),
    cause: z.string().min(1),
    summary: z.string(),
    runbook: z.string().nullable(),
    /** ISO 8601. */
    firstAt: z.string(),
  }),
  maxBackoffMs: 60_000,
  jitter: 0.5,
  timeoutMs: 15_000,
  concurrency: 2,
  retention: { done: 100, failed: 500 },
  fallback: 'The log and the metric aisle_alert say the same.',
});

export interface AlertNews {
  status: 'firing' | 'resolved';
  cause: string;
  summary: string;
  runbook: string | null;
  firstAt: Date;
}

/** One message for each time that a cause begins, and one for each that it ends. */
export function alertMessage({ firstAt, ...news }: AlertNews) {
  const payload = { v: 1 as const, ...news, firstAt: firstAt.toISOString() };
  const key = `alert-notification:${news.status}:${news.cause}:${firstAt.getTime()}`;
  return alertNotificationQueue.message({ key, orderNo: null, payload });
}
