import { signal } from '@preact/signals';
import { START_PAYMENT } from '../api/documents.js';
import { newKey, send } from '../api/graphql.js';
import type { Refusal } from '../api/types.js';
import type { NoticeText } from '../ui/notice.js';

/** A sentence for the page that comes next, which shows it once. */
export const flash = signal<NoticeText | null>(null);

const PROVIDER = 'sandbox';

/**
 * Opens a payment for an order and leaves for the provider's page, which sends the buyer back to the order's page.
 * @returns the refusal, or null when the browser is on its way. @throws RequestError
 */
export async function payFor(orderNo: string): Promise<Refusal | null> {
  const input = { orderNo, provider: PROVIDER, returnUrl: `${location.origin}/orders/${orderNo}`, idempotencyKey: newKey() };
  const { startPayment } = await send<{ startPayment: Refusal & { redirectUrl?: string | null } }>(
    START_PAYMENT,
    { input },
    { repeatable: true },
  );
  if (startPayment.__typename !== 'PaymentSession' || !startPayment.redirectUrl) return startPayment;
  location.assign(startPayment.redirectUrl);
  return null;
}
