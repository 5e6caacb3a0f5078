import { signal } from '@preact/signals';
import { MY_ORDERS, START_PAYMENT } from '../api/documents.js';
import { newKey, send } from '../api/graphql.js';
import type { OrderSummary, Refusal } from '../api/types.js';
import { errorSentence, refusalSentence, type Names } from '../text/sentences.js';
import type { NoticeText } from '../ui/notice.js';
import { navigate } from '../ui/router.js';

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

/** Leaves for the payment of a new order; when that fails, goes to the order's page, which says why. */
export async function goAndPay(orderNo: string, names: Names): Promise<void> {
  try {
    const refusal = await payFor(orderNo);
    if (!refusal) return;
    flash.value = { tone: 'problem', text: refusalSentence(refusal, names) };
  } catch (error) {
    flash.value = { tone: 'problem', text: errorSentence(error) };
  }
  navigate(`/orders/${orderNo}`);
}

/** @returns the number of the buyer's order for an event that waits for its payment, or null. @throws RequestError */
export async function findPendingOrder(eventId: string): Promise<string | null> {
  const data = await send<{ me: { orders: { edges: { node: OrderSummary }[] } } | null }>(MY_ORDERS, {}, { repeatable: true });
  const orders = data.me?.orders.edges.map((edge) => edge.node) ?? [];
  return orders.find((order) => order.status === 'PENDING' && order.event.id === eventId)?.orderNo ?? null;
}
