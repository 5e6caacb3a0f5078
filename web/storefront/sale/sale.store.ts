import { signal, type Signal } from '@preact/signals';
import { EVENT_BY_ID, EXTEND_HOLD, HOLD_TICKETS, MY_ORDERS, PLACE_ORDER, RELEASE_HOLD } from '../api/documents.js';
import { newKey, RequestError, send } from '../api/graphql.js';
import type { EventDetail, Hold, OrderSummary, Refusal } from '../api/types.js';
import type { Hall } from '../hall/layout.js';
import { flash, payFor } from '../order/payment.js';
import { ensureSession, me, meAskedAt, refreshMe } from '../session/session.js';
import { errorSentence, refusalSentence } from '../text/sentences.js';
import { announce } from '../ui/announcer.js';
import { deadlineFrom } from '../ui/countdown.js';
import type { NoticeText } from '../ui/notice.js';
import { navigate } from '../ui/router.js';
import { SeatsStore } from './seats.store.js';

export interface OrderForm {
  name: string;
  email: string;
  prices: { seat?: number; tierId?: string; quantity?: number; priceId: string }[];
}

/** The live map may tell of a hold's end a moment before the page's own countdown does. */
const ABOUT_TO_END_MS = 3_000;

/** One visit to one event: what is picked, what is held, what is being asked. */
export class SaleStore {
  readonly event: Signal<EventDetail>;
  readonly hold = signal<Hold | null>(null);
  /** When the hold ends, on the scale of `performance.now()`. */
  readonly holdEnds = signal(0);
  /** The buyer's order for this event that waits for its payment. */
  readonly pendingOrder = signal<string | null>(null);
  readonly notice = signal<NoticeText | null>(null);
  readonly busy = signal<'' | 'hold' | 'extend' | 'release' | 'order'>('');
  readonly seats: SeatsStore;
  #clockSkewMs = 0;
  /** Seats of this buyer in an order that waits for payment: theirs, but nothing to order any more. */
  #inPayment: number[] = [];
  #orderAttempt = { input: '', key: '' };

  constructor(event: EventDetail, hall: Hall | null, serverTime: string) {
    this.event = signal(event);
    this.#clockSkewMs = Date.parse(serverTime) - Date.now();
    this.seats = new SeatsStore({
      event,
      hall,
      clock: () => this.now(),
      onLost: (seats) => this.#lost(seats),
      onMineChanged: () => void this.restore(),
    });
  }

  /** The server's clock as well as this page knows it, milliseconds since 1970. */
  now(): number {
    return Date.now() + this.#clockSkewMs;
  }

  /** Opens the live map and takes up what this buyer already holds for the event. */
  async start(): Promise<void> {
    this.seats.start();
    await this.restore();
  }

  stop(): void {
    this.seats.stop();
  }

  /** Reads the buyer's hold and waiting order anew, for instance after a reload. */
  async restore(): Promise<void> {
    try {
      const person = await refreshMe();
      const holds = person?.holds.filter((hold) => hold.event.id === this.event.value.id) ?? [];
      const paying = holds.filter((hold) => hold.stage === 'PAYING');
      this.#inPayment = paying.flatMap((hold) => hold.seats.map((seat) => seat.index));
      if (this.hold.value && !this.busy.value && !holds.some((hold) => hold.id === this.hold.value?.id)) this.#sayGone();
      this.#take(holds.find((hold) => hold.stage === 'SELECTING') ?? null, meAskedAt.value);
      this.pendingOrder.value = paying.length > 0 ? await this.#findPendingOrder() : null;
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Reads the event anew: at the moment the sale opens, or when the server says that it is not open. */
  async refreshEvent(): Promise<void> {
    const data = await send<{ serverTime: string; event: EventDetail | null }>(
      EVENT_BY_ID,
      { id: this.event.value.id },
      { repeatable: true },
    );
    this.#clockSkewMs = Date.parse(data.serverTime) - Date.now();
    if (data.event) this.event.value = data.event;
    this.#openOrShut();
  }

  async holdPicked(): Promise<void> {
    const input = {
      eventId: this.event.value.id,
      seats: [...this.seats.selected.value],
      places: [...this.seats.places.value].map(([tierId, quantity]) => ({ tierId, quantity })),
      idempotencyKey: newKey(),
    };
    await this.#ask('hold', () =>
      this.seats.whileAsking(async () => {
        const askedAt = performance.now();
        const { holdTickets } = await withSession(() =>
          send<{ holdTickets: Hold | Refusal }>(HOLD_TICKETS, { input }, { repeatable: true }),
        );
        if (holdTickets.__typename === 'Hold') {
          this.#take(holdTickets as Hold, askedAt, true);
          announce('Held for you. The time to order is running.');
        } else await this.#refused(holdTickets as Refusal);
      }),
    );
    this.seats.dropLost();
  }

  async extend(): Promise<void> {
    await this.#ask('extend', async (hold) => {
      const askedAt = performance.now();
      const variables = { holdId: hold.id, idempotencyKey: newKey() };
      const { extendHold } = await send<{ extendHold: Hold | Refusal }>(EXTEND_HOLD, variables, { repeatable: true });
      if (extendHold.__typename !== 'Hold') return this.#refused(extendHold as Refusal);
      this.#take(extendHold as Hold, askedAt);
      announce('You have more time now.');
    });
  }

  async release(): Promise<void> {
    await this.#ask('release', async (hold) => {
      const variables = { holdId: hold.id, idempotencyKey: newKey() };
      const { releaseHold } = await send<{ releaseHold: Refusal }>(RELEASE_HOLD, variables, { repeatable: true });
      if (releaseHold.__typename !== 'HoldReleased') return this.#refused(releaseHold);
      this.#take(null, 0);
      this.notice.value = { tone: 'info', text: 'The tickets are given back. You can choose again.' };
    });
  }

  /** Orders what is held and goes on to the payment provider's page. */
  async order(form: OrderForm): Promise<void> {
    await this.#ask('order', async (hold) => {
      const input = { holdId: hold.id, ...form, email: form.email.trim(), name: form.name.trim(), locale: 'en' };
      const text = JSON.stringify(input);
      if (this.#orderAttempt.input !== text) this.#orderAttempt = { input: text, key: newKey() };
      const variables = { input: { ...input, idempotencyKey: this.#orderAttempt.key } };
      const { placeOrder } = await send<{ placeOrder: Refusal }>(PLACE_ORDER, variables, { repeatable: true });
      if (placeOrder.__typename !== 'Order') return this.#refused(placeOrder);
      await this.#pay(placeOrder.orderNo!);
    });
  }

  /** The countdown reached its end. */
  async ended(): Promise<void> {
    this.#sayGone();
    this.#take(null, 0);
    await this.restore();
  }

  async #pay(orderNo: string): Promise<void> {
    try {
      const refusal = await payFor(orderNo);
      if (!refusal) return;
      flash.value = { tone: 'problem', text: refusalSentence(refusal, this.#names) };
    } catch (error) {
      flash.value = { tone: 'problem', text: errorSentence(error) };
    }
    navigate(`/orders/${orderNo}`);
  }

  async #ask(what: 'hold' | 'extend' | 'release' | 'order', work: (hold: Hold) => Promise<void>): Promise<void> {
    if (this.busy.value) return;
    this.busy.value = what;
    this.notice.value = null;
    try {
      await work(this.hold.value as Hold);
    } catch (error) {
      this.#fail(error);
    } finally {
      this.busy.value = '';
    }
  }

  async #refused(refusal: Refusal): Promise<void> {
    this.#say('problem', refusalSentence(refusal, this.#names));
    if (refusal.__typename === 'SeatsUnavailable') this.seats.dropTaken(refusal.taken ?? [], refusal.cursor?.version ?? 0);
    if (refusal.__typename === 'PlacesUnavailable')
      this.seats.setPlaces(refusal.tierId!, Math.min(refusal.available ?? 0, this.seats.places.value.get(refusal.tierId!) ?? 0));
    if (refusal.__typename === 'SaleNotOpen' || refusal.__typename === 'PriceNotAvailable') await this.refreshEvent();
    if (refusal.__typename === 'HoldGone') this.#take(null, 0);
    if (refusal.__typename === 'HoldInPayment' && refusal.orderNo) {
      this.notice.value = { ...this.notice.value!, link: { href: `/orders/${refusal.orderNo}`, label: 'Go to the order' } };
    }
  }

  #take(hold: Hold | null, askedAt: number, forgetChoice = false): void {
    this.hold.value = hold;
    if (hold) this.holdEnds.value = deadlineFrom(hold.expiresInMs, askedAt);
    this.seats.setMine([...(hold?.seats.map((seat) => seat.index) ?? []), ...this.#inPayment], forgetChoice);
    this.#openOrShut();
  }

  #openOrShut(): void {
    this.seats.setOpen(this.event.value.status === 'ON_SALE' && !this.hold.value);
  }

  #lost(seats: number[]): void {
    const text =
      seats.length > 2
        ? `${seats.length} of the seats you had selected were just taken by somebody else.`
        : `${seats.map((seat) => this.seats.seatName(seat)).join(' and ')} ${seats.length > 1 ? 'were' : 'was'} just taken by somebody else.`;
    this.notice.value = { tone: 'info', text };
    announce(text);
  }

  async #findPendingOrder(): Promise<string | null> {
    const data = await send<{ me: { orders: { edges: { node: OrderSummary }[] } } | null }>(MY_ORDERS, {}, { repeatable: true });
    const orders = data.me?.orders.edges.map((edge) => edge.node) ?? [];
    return orders.find((order) => order.status === 'PENDING' && order.event.id === this.event.value.id)?.orderNo ?? null;
  }

  readonly #names = {
    seat: (index: number): string => this.seats.seatName(index),
    tier: (id: string): string => this.event.value.tiers.find((tier) => tier.id === id)?.name ?? 'this category',
  };

  /** The hold ended while nobody asked: its time ran out, or another window of the same buyer gave it back. */
  #sayGone(): void {
    if (this.holdEnds.value - performance.now() > ABOUT_TO_END_MS) this.#say('info', 'What you held was given back in another window.');
    else this.#say('problem', refusalSentence({ __typename: 'HoldGone', message: '' }, this.#names));
  }

  #say(tone: NoticeText['tone'], text: string): void {
    this.notice.value = { tone, text };
  }

  #fail(error: unknown): void {
    this.#say('problem', errorSentence(error));
  }
}

/** Runs `work` with a session; when the old one turns out to have ended, with a new one, once. */
async function withSession<Answer>(work: () => Promise<Answer>): Promise<Answer> {
  await ensureSession();
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof RequestError) || error.code !== 'UNAUTHENTICATED') throw error;
    me.value = null;
    await ensureSession();
    return work();
  }
}
