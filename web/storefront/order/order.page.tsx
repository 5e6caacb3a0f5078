import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { Order } from '../api/types.js';
import { formatMoney } from '../text/money.js';
import { ORDER_FAILURES, ORDER_STATUS } from '../text/sentences.js';
import { formatDateTime } from '../text/time.js';
import { Countdown, useReturn } from '../ui/countdown.js';
import { Loading, Notice } from '../ui/notice.js';
import { settle } from '../ui/router.js';
import { OrderStore } from './order.store.js';
import { TicketsView } from './tickets.view.js';

/** One order, from waiting for payment to tickets, as it happens. */
export function OrderPage({ orderNo }: { orderNo: string }) {
  const store = useMemo(() => new OrderStore(orderNo), [orderNo]);
  useEffect(() => {
    void store.start().then(() => settle(`Order ${orderNo}`));
    return () => store.stop();
  }, [store]);
  useReturn(() => void store.refresh());
  const order = store.order.value;
  const notice = store.notice.value;
  return (
    <main>
      <h1>{order ? ORDER_STATUS[order.status].title : 'Order'}</h1>
      {notice && (
        <Notice
          notice={notice}
          onClose={() => {
            store.notice.value = null;
          }}
        />
      )}
      {order === undefined && !notice && <Loading what="your order" />}
      {order === null && (
        <Notice
          notice={{
            tone: 'problem',
            text: 'There is no such order, or it belongs to somebody else. Sign in with the account that placed it.',
            link: { href: '/account', label: 'Sign in' },
          }}
        />
      )}
      {order && <OrderBody store={store} order={order} />}
    </main>
  );
}

/** The offer to be told in this browser is loaded when there is a place for it: no other page carries it. */
function offerMessages(place: HTMLElement | null): void {
  if (place) void import(PUSH_OFFER).then(({ offer }: typeof import('../push/push.offer.js')) => offer(place));
}

function OrderBody({ store, order }: { store: OrderStore; order: Order }) {
  return (
    <>
      <Steps order={order} />
      {order.status === 'PENDING' && <Pending store={store} order={order} />}
      {order.status === 'PAID' && (
        <p class="state-box" role="status">
          <strong>Your payment has arrived.</strong> The tickets are being made; they appear here by themselves and come by e-mail to{' '}
          {order.email}.
        </p>
      )}
      {['CANCELLED', 'EXPIRED', 'REFUNDED'].includes(order.status) && <Ended order={order} />}
      {order.tickets.length > 0 && <TicketsView order={order} />}
      <section class="card summary" aria-label="What was ordered">
        <h2>
          <a href={`/events/${order.event.id}`}>{order.event.show.title}</a>
        </h2>
        <p>
          {formatDateTime(order.event.startsAt, order.event.venue.timezone)} <span aria-hidden="true">·</span> {order.event.venue.name}
        </p>
        <ul class="lines">
          {order.items.map((item) => (
            <li key={item.id}>
              <span>
                {item.seat?.label ?? item.tier.name}{' '}
                <small>
                  {item.seat ? `${item.tier.name}, ` : ''}
                  {item.price.name}
                </small>
              </span>
              {item.live || order.status === 'REFUNDED' ? (
                <span class="price">{formatMoney(item.amount)}</span>
              ) : (
                <s>{formatMoney(item.amount)}</s>
              )}
            </li>
          ))}
        </ul>
        <p class="total">
          <span>Total</span> <strong class="price">{formatMoney(order.total)}</strong>
        </p>
        {order.refunded.amountMinor > 0 && <p>Refunded: {formatMoney(order.refunded)}</p>}
        <dl>
          <div>
            <dt>Order number</dt>
            <dd class="mono">{order.orderNo}</dd>
          </div>
          <div>
            <dt>Name</dt>
            <dd>{order.name}</dd>
          </div>
          <div>
            <dt>E-mail</dt>
            <dd>{order.email}</dd>
          </div>
        </dl>
      </section>
      <div ref={offerMessages} />
    </>
  );
}

const STEPS = [
  ['Ordered', 'PENDING'],
  ['Paid', 'PAID'],
  ['Tickets', 'FULFILLED'],
] as const;

function Steps({ order }: { order: Order }) {
  const reached = STEPS.findIndex(([, status]) => status === order.status);
  if (reached < 0) return null;
  return (
    <ol class="steps">
      {STEPS.map(([text], index) => (
        <li key={text} class={index <= reached ? 'done' : ''} aria-current={index === reached ? 'step' : undefined}>
          <span aria-hidden="true">{index <= reached ? '✓' : index + 1}</span>
          {text}
        </li>
      ))}
    </ol>
  );
}

function Pending({ store, order }: { store: OrderStore; order: Order }) {
  const last = order.payments.at(-1)?.status;
  const busy = store.busy.value !== '';
  if (last === 'AUTHORIZED' || last === 'CAPTURED') {
    return (
      <p class="state-box" role="status">
        <strong>The payment is being confirmed.</strong> This takes a moment.
      </p>
    );
  }
  return (
    <section class="card pay" aria-label="Payment">
      {(last === 'DECLINED' || last === 'FAILED') && (
        <Notice
          notice={{
            tone: 'problem',
            text: 'The payment was declined, and nothing was charged. Your tickets are still kept: you can pay again until the time is up.',
          }}
        />
      )}
      {last === 'PENDING' && (
        <p role="status">Paid already? Then wait here: this page tells when the payment arrives. Nothing is charged twice.</p>
      )}
      <p class="clock">
        <Countdown deadline={store.payEnds} purpose="to pay" onEnd={() => void store.refresh()} />{' '}
        <span>left to pay {formatMoney(order.total)}</span>
      </p>
      <button type="button" class="primary" disabled={busy} onClick={() => void store.pay()}>
        {store.busy.value === 'pay' ? 'Opening the payment page…' : last ? 'Pay again' : 'Pay now'}
      </button>
      <CancelButton store={store} busy={busy} />
    </section>
  );
}

/** Cancelling cannot be undone, so it takes a second press. */
function CancelButton({ store, busy }: { store: OrderStore; busy: boolean }) {
  const asked = useSignal(false);
  if (!asked.value)
    return (
      <button
        type="button"
        disabled={busy}
        onClick={() => {
          asked.value = true;
        }}
      >
        Cancel this order
      </button>
    );
  return (
    <div class="side-actions" role="group" aria-label="Cancel this order?">
      <button type="button" class="danger" disabled={busy} onClick={() => void store.cancel()}>
        Yes, cancel and give the tickets back
      </button>
      <button
        type="button"
        disabled={busy}
        onClick={() => {
          asked.value = false;
        }}
      >
        Keep it
      </button>
    </div>
  );
}

function Ended({ order }: { order: Order }) {
  const text =
    ORDER_FAILURES[order.failureCode ?? ''] ??
    (order.status === 'REFUNDED' ? 'Your money goes back the way it came.' : 'This order has ended. Nothing more will be charged.');
  return (
    <p class="state-box" role="status">
      {text} <a href={`/events/${order.event.id}`}>Choose again</a>
    </p>
  );
}
