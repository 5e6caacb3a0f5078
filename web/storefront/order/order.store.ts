import { computed, signal } from '@preact/signals';
import { CANCEL_ORDER, ORDER_QUERY, ORDER_UPDATED } from '../api/documents.js';
import { newKey, RequestError, send } from '../api/graphql.js';
import { follow, line } from '../api/socket.js';
import type { Order, Refusal } from '../api/types.js';
import { errorSentence, ORDER_STATUS, refusalSentence } from '../text/sentences.js';
import { announce } from '../ui/announcer.js';
import { deadlineFrom } from '../ui/countdown.js';
import type { NoticeText } from '../ui/notice.js';
import { flash, payFor } from './payment.js';

const POLL_MS = 4_000;
const NAMES = { seat: (index: number): string => `Seat ${index}`, tier: (): string => 'this category' };

/** One order, followed live; asked for now and then while the live line is down. */
export class OrderStore {
  /** `undefined`: not read yet; null: there is none for this buyer. */
  readonly order = signal<Order | null | undefined>(undefined);
  readonly payEnds = signal(0);
  readonly notice = signal<NoticeText | null>(flash.value);
  readonly busy = signal<'' | 'pay' | 'cancel'>('');
  /** Something of it may still change without the buyer. */
  readonly moving = computed(() => this.order.value?.status === 'PENDING' || this.order.value?.status === 'PAID');

  readonly #orderNo: string;
  #stopFollowing: () => void = () => undefined;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(orderNo: string) {
    this.#orderNo = orderNo;
    flash.value = null;
  }

  async start(): Promise<void> {
    await this.refresh();
    if (!this.order.value) return;
    this.#stopFollowing = follow<{ orderUpdated: Order }>(
      ORDER_UPDATED,
      { orderNo: this.#orderNo },
      {
        next: ({ orderUpdated }) => this.#take(orderUpdated, performance.now()),
      },
    );
    this.#timer = setInterval(() => {
      if (this.moving.value && line.value !== 'live') void this.refresh();
    }, POLL_MS);
  }

  stop(): void {
    this.#stopFollowing();
    clearInterval(this.#timer);
  }

  async refresh(): Promise<void> {
    const askedAt = performance.now();
    try {
      const { order } = await send<{ order: Order | null }>(ORDER_QUERY, { orderNo: this.#orderNo }, { repeatable: true });
      if (order) this.#take(order, askedAt);
      else this.order.value = null;
    } catch (error) {
      // Who has no session has no orders either.
      if (error instanceof RequestError && error.code === 'UNAUTHENTICATED') this.order.value = null;
      else this.notice.value = { tone: 'problem', text: errorSentence(error) };
    }
  }

  /** Leaves for the payment provider's page. */
  async pay(): Promise<void> {
    await this.#ask('pay', async () => {
      const refusal = await payFor(this.#orderNo);
      if (refusal) await this.#refused(refusal);
    });
  }

  async cancel(): Promise<void> {
    await this.#ask('cancel', async () => {
      const askedAt = performance.now();
      const variables = { orderNo: this.#orderNo, idempotencyKey: newKey() };
      const { cancelOrder } = await send<{ cancelOrder: Order | Refusal }>(CANCEL_ORDER, variables, { repeatable: true });
      if (cancelOrder.__typename === 'Order') this.#take(cancelOrder as Order, askedAt);
      else await this.#refused(cancelOrder as Refusal);
    });
  }

  async #ask(what: 'pay' | 'cancel', work: () => Promise<void>): Promise<void> {
    if (this.busy.value) return;
    this.busy.value = what;
    this.notice.value = null;
    try {
      await work();
    } catch (error) {
      this.notice.value = { tone: 'problem', text: errorSentence(error) };
    } finally {
      this.busy.value = '';
    }
  }

  async #refused(refusal: Refusal): Promise<void> {
    this.notice.value = { tone: 'problem', text: refusalSentence(refusal, NAMES) };
    await this.refresh();
  }

  /** Takes the newer of two states: a late answer must not undo a frame. */
  #take(order: Order, askedAt: number): void {
    const before = this.order.value;
    if (before && order.revision < before.revision) return;
    if (before && before.status !== order.status) announce(`Order: ${ORDER_STATUS[order.status].title}.`);
    this.payEnds.value = deadlineFrom(order.payInMs, askedAt);
    this.order.value = order;
  }
}
