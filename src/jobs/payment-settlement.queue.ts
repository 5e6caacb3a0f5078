import { z } from 'zod';
import { defineQueue } from './queue.contract.js';

/** Why money is let go: the order was given up, the session was replaced, the money came too late, or it could not be taken. */
export type VoidReason = 'ended' | 'replaced' | 'late' | 'uncaptured';
export type SettlementAction = 'capture' | 'void' | 'close';

/** Asks a provider to take or to let go of money; its answer comes back as a webhook. */
export const paymentSettlementQueue = defineQueue({
  name: 'payment-settlement',
  description: 'Asks the payment provider to capture, to void or to close a payment.',
  payload: z.object({ v: z.literal(1), paymentId: z.uuid(), action: z.enum(['capture', 'void', 'close']) }),
  maxBackoffMs: 60_000,
  jitter: 0.5,
  timeoutMs: 20_000,
  concurrency: 10,
  retention: { done: 200, failed: 2000 },
  fallback: 'The provider keeps the money authorised until then; neither tickets nor refunds wait for it.',
});

/** One capture a payment. */
export function captureMessage(payment: { id: string; orderNo: string }) {
  const key = `payment-settlement:capture:${payment.id}`;
  return paymentSettlementQueue.message({ key, orderNo: payment.orderNo, payload: { v: 1, paymentId: payment.id, action: 'capture' } });
}

/** One closing a payment: its order expired. Money that was authorised meanwhile stays, and is decided about when the provider tells of it. */
export function closeMessage(payment: { id: string; orderNo: string }) {
  const key = `payment-settlement:close:${payment.id}`;
  return paymentSettlementQueue.message({ key, orderNo: payment.orderNo, payload: { v: 1, paymentId: payment.id, action: 'close' } });
}

/** One void a payment and reason: a session voided once may still be paid by someone quick, and must then be voided again. */
export function voidMessage(payment: { id: string; orderNo: string }, why: VoidReason) {
  const key = `payment-settlement:void:${payment.id}:${why}`;
  return paymentSettlementQueue.message({ key, orderNo: payment.orderNo, payload: { v: 1, paymentId: payment.id, action: 'void' } });
}
