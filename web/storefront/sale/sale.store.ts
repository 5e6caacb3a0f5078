import { computed, effect, signal, untracked, type Signal } from '@preact/signals';
import { CHANGE_HOLD, EVENT_BY_ID, EXTEND_HOLD, HOLD_BEST, HOLD_TICKETS, PLACE_ORDER, RELEASE_HOLD } from '../api/documents.js';
import { newKey, send } from '../api/graphql.js';
import type { EventDetail, Hold, Refusal } from '../api/types.js';
import type { Hall } from '../hall/layout.js';
import { findPendingOrder, goAndPay } from '../order/payment.js';
import { meAskedAt, refreshMe, withSession } from '../session/session.js';
import { errorSentence, listSeats, lostSentence, refusalSentence } from '../text/sentences.js';
import { announce } from '../ui/announcer.js';
import { deadlineFrom } from '../ui/countdown.js';
import type { NoticeText } from '../ui/notice.js';
import { changeOf } from './hold.change.js';
import { LineStore } from './line.store.js';
import { SeatsStore } from './seats.store.js';

export interface OrderForm {
  name: string;
  email: string;
  phone: string;
  prices: { seat?: number; tierId?: string; quantity?: number; priceId: string }[];
}

/** Wanted of the box office's own choice. */
export interface BestWish {
  quantity: number;
  tierId: string | null;
  /** At least one of them a wheelchair place. */
  accessible: boolean;
  /** Whether seats in several blocks will do, when no block is large enough. */
  allowSplit: boolean;
}

type Work = '' | 'hold' | 'extend' | 'release' | 'order' | 'line';

const HELD = 'Held for you. The time to order is running.';
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
  readonly busy = signal<Work>('');
  readonly seats: SeatsStore;
  readonly line: LineStore;
  /** The buyer has to wait in line before they can choose. What they hold already is theirs, with or without a turn. */
  readonly queues = computed(
    () =>
      this.event.value.waitingRoom !== null &&
      ['PREPARED', 'ON_SALE', 'PAUSED'].includes(this.event.value.status) &&
      !this.hold.value &&
      this.line.place.value?.state !== 'ADMITTED',
  );
  readonly #open = computed(
    () => this.event.value.status === 'ON_SALE' && !this.queues.value && (!this.hold.value || this.seats.editing.value !== null),
  );
  readonly #ends: (() => void)[] = [];
  #clockSkewMs = 0;
  /** Seats of this buyer in an order that waits for payment: theirs, but nothing to order any more. */
  #inPayment: number[] = [];
  #orderAttempt = { input: '', key: '' };

  constructor(event: EventDetail, hall: Hall | null, serverTime: string) {
    this.event = signal(event);
    this.#clockSkewMs = Date.parse(serverTime) - Date.now();
    this.line = new LineStore(event.id, () => !this.hold.value);
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
    this.#ends.push(
      // Who waits in line sees no hall: a thousand people in line need not be told of every seat.
      effect(() => {
        const waits = this.queues.value;
        untracked(() => (waits ? this.seats.stop() : this.seats.start()));
      }),
      effect(() => {
        const open = this.#open.value;
        untracked(() => this.seats.setOpen(open));
      }),
    );
    await this.restore();
  }

  stop(): void {
    for (const end of this.#ends) end();
    this.line.stop();
    this.seats.stop();
  }

  /** Reads the buyer's hold, waiting order and place in line anew, for instance after a reload. */
  async restore(): Promise<void> {
    try {
      const person = await refreshMe();
      const holds = person?.holds.filter((hold) => hold.event.id === this.event.value.id) ?? [];
      const paying = holds.filter((hold) => hold.stage === 'PAYING');
      this.#inPayment = paying.flatMap((hold) => hold.seats.map((seat) => seat.index));
      if (this.hold.value && !this.busy.value && !holds.some((hold) => hold.id === this.hold.value?.id)) this.#sayGone();
      this.#take(holds.find((hold) => hold.stage === 'SELECTING') ?? null, meAskedAt.value);
      this.pendingOrder.value = paying.length > 0 ? await findPendingOrder(this.event.value.id) : null;
      if (this.event.value.waitingRoom) await this.line.look();
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
  }

  /** Holds the picked places and seats; or other seats in place of the picked ones. */
  async holdPicked(seats: readonly number[] = [...this.seats.selected.value]): Promise<void> {
    const places = [...this.seats.places.value].map(([tierId, quantity]) => ({ tierId, quantity }));
    await this.#hold(HOLD_TICKETS, this.#wish({ seats, places }), HELD);
  }

  /** Holds the best seats that are free. When no block is large enough, it offers seats in several. */
  async holdBest(wish: BestWish): Promise<void> {
    const refusal = await this.#hold(HOLD_BEST, this.#wish(wish), HELD);
    if (refusal?.__typename !== 'NoBlockAvailable' || !refusal.largestBlock) return;
    if (wish.allowSplit) this.#say('problem', 'Not even in several blocks are that many seats free. Please take fewer.');
    else this.#offer(`Take ${wish.quantity} seats in several blocks instead`, () => this.holdBest({ ...wish, allowSplit: true }));
  }

  /** Opens the hall for changes of what is held. */
  edit(): void {
    this.notice.value = null;
    this.seats.edit({
      seats: new Set(this.hold.value?.seats.map((seat) => seat.index)),
      places: new Map(this.hold.value?.places.map(({ tier, quantity }) => [tier.id, quantity])),
    });
  }

  /** Makes the hold what is picked now. Until the server agrees, it stays what it was. */
  async change(): Promise<void> {
    const change = changeOf(this.hold.value!, this.seats.selected.value, this.seats.places.value);
    if (!change) return this.seats.edit(null);
    const input = { ...change, holdId: this.hold.value!.id, idempotencyKey: newKey() };
    await this.#hold(CHANGE_HOLD, { input }, 'Changed. The time to order goes on.');
  }

  /** Joins the line, or gives the place or the turn back. */
  async inLine(what: 'join' | 'leave'): Promise<void> {
    await this.#ask('line', () => this.line[what]());
  }

  async extend(): Promise<void> {
    const variables = { holdId: this.hold.value!.id, idempotencyKey: newKey() };
    await this.#hold(EXTEND_HOLD, variables, 'You have more time now.', 'extend');
  }

  async release(): Promise<void> {
    await this.#ask('release', async (hold) => {
      const variables = { holdId: hold!.id, idempotencyKey: newKey() };
      const { releaseHold } = await send<{ releaseHold: Refusal }>(RELEASE_HOLD, variables, { repeatable: true });
      if (releaseHold.__typename !== 'HoldReleased') return this.#refused(releaseHold);
      this.#take(null, 0);
      this.notice.value = { tone: 'info', text: 'The tickets are given back. You can choose again.' };
    });
  }

  /** Orders what is held and goes on to the payment provider's page. */
  async order(form: OrderForm): Promise<void> {
    await this.#ask('order', async (hold) => {
      const input = { holdId: hold!.id, ...form, locale: navigator.language };
      const text = JSON.stringify(input);
      if (this.#orderAttempt.input !== text) this.#orderAttempt = { input: text, key: newKey() };
      const variables = { input: { ...input, idempotencyKey: this.#orderAttempt.key } };
      const { placeOrder } = await send<{ placeOrder: Refusal }>(PLACE_ORDER, variables, { repeatable: true });
      if (placeOrder.__typename !== 'Order') return this.#refused(placeOrder);
      await goAndPay(placeOrder.orderNo!, this.#names);
    });
  }

  /** The countdown reached its end. */
  async ended(): Promise<void> {
    this.#sayGone();
    this.#take(null, 0);
    await this.restore();
  }

  #wish(wish: object): object {
    return { input: { ...wish, eventId: this.event.value.id, admission: this.line.place.value?.admission, idempotencyKey: newKey() } };
  }

  /** Asks for a hold, or for another one in its place. @returns the refusal, if it was one; the notice tells of it already. */
  async #hold(query: string, variables: object, news: string, what: Work = 'hold'): Promise<Refusal | null> {
    let refusal: Refusal | null = null;
    await this.#ask(what, (held) =>
      this.seats.whileAsking(async () => {
        const askedAt = performance.now();
        const call = () => send<{ result: Hold | Refusal }>(query, { ...variables }, { repeatable: true });
        // With a new session a hold of the old one would look as if it had ended.
        const { result } = await (held ? call() : withSession(call));
        if (result.__typename === 'Hold') {
          this.#take(result as Hold, askedAt, true);
          return announce(news);
        }
        refusal = result as Refusal;
        await this.#refused(refusal);
      }),
    );
    this.seats.dropLost();
    return refusal;
  }

  async #ask(what: Work, work: (hold: Hold | null) => Promise<void>): Promise<void> {
    if (this.busy.value) return;
    this.busy.value = what;
    this.notice.value = null;
    try {
      await work(this.hold.value);
    } catch (error) {
      this.#fail(error);
    } finally {
      this.busy.value = '';
    }
  }

  async #refused(refusal: Refusal): Promise<void> {
    this.#say('problem', refusalSentence(refusal, this.#names));
    const { suggestion } = refusal;
    if (refusal.__typename === 'SeatsUnavailable') this.seats.dropTaken(refusal.taken ?? [], refusal.cursor?.version ?? 0);
    if (suggestion) this.#offer(`Take ${listSeats(suggestion.map(this.#names.seat))} instead`, () => this.holdPicked(suggestion));
    if (refusal.__typename === 'LeavesSingleSeat') this.seats.markAlone(refusal.stranded ?? []);
    if (refusal.__typename === 'AdmissionRequired') {
      await this.refreshEvent();
      await this.line.look();
    }
    if (refusal.__typename === 'PlacesUnavailable')
      this.seats.setPlaces(refusal.tierId!, Math.min(refusal.available ?? 0, this.seats.places.value.get(refusal.tierId!) ?? 0));
    if (refusal.__typename === 'SaleNotOpen' || refusal.__typename === 'PriceNotAvailable') await this.refreshEvent();
    if (refusal.__typename === 'HoldGone') this.#take(null, 0);
    if (refusal.__typename === 'HoldInPayment' && refusal.orderNo) {
      this.notice.value = { ...this.notice.value!, link: { href: `/orders/${refusal.orderNo}`, label: 'Go to the order' } };
    }
  }

  #take(hold: Hold | null, askedAt: number, forgetChoice = false): void {
    const over = !hold && this.seats.editing.value !== null;
    this.hold.value = hold;
    if (hold) this.holdEnds.value = deadlineFrom(hold.expiresInMs, askedAt);
    this.seats.setMine([...(hold?.seats.map((seat) => seat.index) ?? []), ...this.#inPayment], forgetChoice || over);
  }

  #offer(label: string, run: () => Promise<void>): void {
    this.notice.value = { ...this.notice.value!, action: { label, run: () => void run() } };
  }

  #lost(seats: number[]): void {
    const text = lostSentence(seats.map(this.#names.seat));
    this.notice.value = { tone: 'info', text };
    announce(text);
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
