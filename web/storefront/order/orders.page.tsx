import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { MY_ORDERS } from '../api/documents.js';
import { send } from '../api/graphql.js';
import type { OrderSummary } from '../api/types.js';
import { me } from '../session/session.js';
import { formatMoney } from '../text/money.js';
import { errorSentence, ORDER_STATUS } from '../text/sentences.js';
import { formatShortDateTime } from '../text/time.js';
import { Badge, Loading, Notice } from '../ui/notice.js';
import { settle } from '../ui/router.js';

const TONES: Record<OrderSummary['status'], string> = {
  PENDING: 'info',
  PAID: 'good',
  FULFILLED: 'good',
  CANCELLED: 'quiet',
  EXPIRED: 'quiet',
  REFUNDED: 'quiet',
};

interface OrdersAnswer {
  me: { orders: { edges: { node: OrderSummary }[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } } } | null;
}

/** The orders of whoever is here, a guest's too. */
export function OrdersPage() {
  const orders = useSignal<OrderSummary[] | null>(null);
  const next = useSignal<string | null>(null);
  const problem = useSignal('');
  const load = async (after: string | null): Promise<void> => {
    try {
      const data = await send<OrdersAnswer>(MY_ORDERS, { after }, { repeatable: true });
      orders.value = [...(after ? (orders.value ?? []) : []), ...(data.me?.orders.edges.map((edge) => edge.node) ?? [])];
      next.value = data.me?.orders.pageInfo.hasNextPage ? data.me.orders.pageInfo.endCursor : null;
    } catch (error) {
      problem.value = errorSentence(error);
    }
  };
  useEffect(() => {
    void load(null).then(() => settle('My orders'));
  }, [me.value?.id]);
  return (
    <main>
      <h1>My orders</h1>
      {problem.value && <Notice notice={{ tone: 'problem', text: problem.value }} />}
      {!orders.value && !problem.value && <Loading what="your orders" />}
      {orders.value?.length === 0 && (
        <p class="hint">
          There are no orders here yet. {me.value?.role === 'CUSTOMER' ? '' : 'Orders of an account show after signing in.'}
        </p>
      )}
      <ul class="orders">
        {orders.value?.map((order) => (
          <li key={order.orderNo} class="card">
            <h2>
              <a href={`/orders/${order.orderNo}`}>{order.event.show.title}</a>
            </h2>
            <p>
              {formatShortDateTime(order.event.startsAt, order.event.venue.timezone)} <span aria-hidden="true">·</span>{' '}
              <span class="mono">{order.orderNo}</span>
            </p>
            <p class="order-line">
              <Badge tone={TONES[order.status]}>{order.status === 'FULFILLED' ? 'Tickets issued' : ORDER_STATUS[order.status].title}</Badge>{' '}
              <strong class="price">{formatMoney(order.total)}</strong>
            </p>
          </li>
        ))}
      </ul>
      {next.value && (
        <button type="button" onClick={() => void load(next.value)}>
          Show more
        </button>
      )}
    </main>
  );
}
