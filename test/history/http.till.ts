import type { ClientRequest } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { randomBytes } from 'node:crypto';
import { closeConnections, graphql, post } from './http.client.js';
import { decodeHoldId, encodeHoldId } from '../../src/domain/hold.js';
import { fenceNumber, type HoldChange, type Outcome, type Probe } from './history.js';
import { lessOf, otherChange, otherWish } from './probe.wish.js';
import type { Answer, ClientHold, SaleAtHand, Till, Wish } from './till.js';

const HELD = `__typename
  ... on Hold { id fence seats { index } places { quantity tier { id } } stage expiresInMs extensionsLeft }
  ... on SeatsUnavailable { taken }
  ... on PlacesUnavailable { tierId available }`;
const HOLD = `mutation H($input: HoldTicketsInput!) { r: holdTickets(input: $input) { ${HELD} } }`;
const CHANGE = `mutation G($input: ChangeHoldInput!) { r: changeHold(input: $input) { ${HELD} } }`;
const EXTEND = `mutation E($id: ID!, $key: String!) { r: extendHold(holdId: $id, idempotencyKey: $key) { __typename
  ... on Hold { fence stage expiresInMs extensionsLeft } } }`;
const RELEASE = `mutation R($id: ID!, $key: String!) { r: releaseHold(holdId: $id, idempotencyKey: $key) { __typename } }`;
const PAY = `mutation P($input: PlaceOrderInput!) { r: placeOrder(input: $input) { __typename ... on Order { orderNo items { seat { index } tier { id } } } } }`;
const START = `mutation S($input: StartPaymentInput!) { r: startPayment(input: $input) { __typename
  ... on PaymentSession { redirectUrl } ... on OrderNotPayable { status } } }`;
const CANCEL = `mutation C($no: ID!, $key: String!) { r: cancelOrder(orderNo: $no, idempotencyKey: $key) { __typename } }`;
const STATUS = `query O($no: ID!) { r: order(orderNo: $no) { status } }`;
const MAP = `query M($id: ID!) { r: event(id: $id) { seatMap { states places { tierId available } } } }`;

/** The words of a history for the types of the schema. */
const WORDS: Record<string, string> = {
  SeatsUnavailable: 'UNAVAILABLE',
  PlacesUnavailable: 'SHORT',
  HoldLimitReached: 'LIMIT',
  SaleNotOpen: 'CLOSED',
  HoldGone: 'GONE',
  HoldInPayment: 'IN_PAYMENT',
  NoExtensionsLeft: 'NO_EXTENSIONS',
  HoldReleased: 'RELEASED',
  Order: 'CANCELLED',
  OrderNotCancellable: 'TOO_LATE',
};

const PAID = new Set(['PAID', 'FULFILLED']);
const UNPAID = new Set(['EXPIRED', 'CANCELLED']);
const SALE_PATIENCE_MS = 8_000;

/** One guest of the box office, over HTTP, always at the same api process. */
export class HttpTill implements Till {
  readonly sale = 'sell';
  readonly cancels = true;
  readonly keepsKeys = true;
  readonly probes = ['hold of another', 'wrong secret', 'wrong epoch', 'used key', 'used key of a change'] as const;
  readonly buyer: string;
  readonly #url: string;
  readonly #token: string;
  readonly #sale: SaleAtHand;
  #current: ClientRequest | null = null;

  constructor(parts: { url: string; token: string; buyer: string; sale: SaleAtHand }) {
    this.#url = parts.url;
    this.#token = parts.token;
    this.buyer = parts.buyer;
    this.#sale = parts.sale;
  }

  /** @returns the token of a new guest session */
  static async guest(url: string): Promise<string> {
    const { token } = await graphql(`${url}/graphql`, null, 'mutation { r: startGuestSession { token } }', {});
    return token as string;
  }

  /** Ends all connections. */
  static close(): void {
    closeConnections();
  }

  async hold(wish: Wish, key: string): Promise<Answer> {
    const input = { eventId: this.#sale.terms.event, seats: wish.seats, places: this.#places(wish.places), idempotencyKey: key };
    const reply = await this.#ask(HOLD, { input });
    if (reply.__typename !== 'Hold') return { out: this.#refusal(reply) };
    const out = this.#held(reply);
    return { out, hold: { fence: out.fence!, key, wish, ...wish, address: reply.id, order: null } };
  }

  async change(hold: ClientHold, { add, drop, places }: HoldChange, key: string): Promise<Answer> {
    const input = { holdId: hold.address, addSeats: add, dropSeats: drop, places: this.#places(places), idempotencyKey: key };
    const reply = await this.#ask(CHANGE, { input });
    if (reply.__typename !== 'Hold') return { out: this.#refusal(reply) };
    const held = (reply.places as { quantity: number; tier: { id: string } }[]).map(({ quantity, tier }) => [
      this.#tierOf(tier.id),
      quantity,
    ]);
    return { out: { ...this.#held(reply), places: held as [number, number][] } };
  }

  async extend(hold: ClientHold): Promise<Answer> {
    const reply = await this.#ask(EXTEND, { id: hold.address, key: freshKey() });
    return { out: reply.__typename === 'Hold' ? this.#held(reply) : this.#refusal(reply) };
  }

  async release(hold: ClientHold): Promise<Answer> {
    return { out: this.#refusal(await this.#ask(RELEASE, { id: hold.address, key: freshKey() })) };
  }

  async pay(hold: ClientHold): Promise<Answer> {
    const input = { holdId: hold.address, email: 'ada@example.com', name: 'Ada', prices: [], idempotencyKey: freshKey() };
    const reply = await this.#ask(PAY, { input });
    if (reply.__typename !== 'Order') return { out: this.#refusal(reply) };
    const order = reply.orderNo as string;
    const items = reply.items as { seat: { index: number } | null; tier: { id: string } }[];
    const got = items.flatMap(({ seat }) => (seat ? [seat.index] : []));
    const standing = items.filter(({ seat }) => seat === null).map(({ tier }) => this.#tierOf(tier.id));
    const places = [...new Set(standing)].map((tier): [number, number] => [tier, standing.filter((of) => of === tier).length]);
    return { out: { word: 'PAYING', order, got, places }, order };
  }

  /** Pays at the provider, and waits until the order says so. */
  async sell(hold: ClientHold): Promise<Answer> {
    const input = { orderNo: hold.order, provider: 'sandbox', idempotencyKey: freshKey() };
    const session = await this.#ask(START, { input });
    if (UNPAID.has(session.status as string)) return { out: { word: 'ENDED' } };
    await post(`${String(session.redirectUrl)}/approve`, '', {});
    for (const until = performance.now() + SALE_PATIENCE_MS; performance.now() < until;) {
      const order = await this.#ask(STATUS, { no: hold.order });
      if (PAID.has(order.status as string)) return { out: { word: 'SOLD' } };
      if (UNPAID.has(order.status as string)) return { out: { word: 'ENDED' } };
      await pause(50);
    }
    throw new Error('the order was not paid in time');
  }

  async cancel(hold: ClientHold): Promise<Answer> {
    return { out: this.#refusal(await this.#ask(CANCEL, { no: hold.order, key: freshKey() })) };
  }

  async read(seats: number[]): Promise<Answer> {
    const { seatMap } = (await this.#ask(MAP, { id: this.#sale.terms.event })) as { seatMap: SnapshotReply | null };
    if (seatMap === null) return { out: { word: 'MISSING' } };
    const map = Buffer.from(seatMap.states, 'base64');
    const states = seats.map((seat) => (map[seat >> 2]! >> (6 - 2 * (seat & 3))) & 3);
    return { out: { word: 'MAP', states, free: seatMap.places.map(({ tierId, available }) => [this.#tierOf(tierId), available]) } };
  }

  async probe(kind: Probe, hold: ClientHold, dice: number): Promise<Answer> {
    const address = decodeHoldId(hold.address as string)!;
    switch (kind) {
      case 'hold of another':
        return this.#actAtRandom(hold, dice);
      case 'wrong secret':
        return this.#actAtRandom(
          { ...hold, address: encodeHoldId({ ...address, secret: [...address.secret].toReversed().join('') }) },
          dice,
        );
      case 'wrong epoch':
        return this.#actAtRandom({ ...hold, address: encodeHoldId({ ...address, epoch: address.epoch + 1 }) }, dice);
      case 'used key':
        return orConflict(this.hold(otherWish(hold.wish), hold.key));
      case 'used key of a change':
        return orConflict(this.change(hold, otherChange(hold), hold.changed!.key));
      default:
        throw new Error(`no buyer tries this: ${kind}`);
    }
  }

  isSurprise(error: unknown): boolean {
    return (error as Error).message === 'INTERNAL';
  }

  #actAtRandom(hold: ClientHold, dice: number): Promise<Answer> {
    if (dice < 0.3) return this.release(hold);
    if (dice < 0.5) return this.change(hold, lessOf(hold), freshKey());
    return dice < 0.75 ? this.extend(hold) : this.pay(hold);
  }

  giveUp(): void {
    this.#current?.destroy();
  }

  #refusal(reply: Record<string, unknown>): Outcome {
    const word = WORDS[String(reply['__typename'])];
    if (word === undefined) throw new Error(`not an answer: ${JSON.stringify(reply)}`);
    if (word === 'UNAVAILABLE') return { word, taken: reply['taken'] as number[] };
    return word === 'SHORT' ? { word, short: [this.#tierOf(String(reply['tierId'])), Number(reply['available'])] } : { word };
  }

  #held({ fence, seats, stage, expiresInMs, extensionsLeft }: Record<string, unknown>): Outcome {
    const [epoch, serial] = String(fence).split('.').map(Number) as [number, number];
    const got = (seats as { index: number }[] | undefined)?.map(({ index }) => index);
    const left = { left: Number(expiresInMs), extensions: this.#sale.terms.extensions - Number(extensionsLeft) };
    return { word: 'HELD', fence: fenceNumber(epoch, serial), ...(got ? { got } : {}), ...(stage === 'SELECTING' ? left : {}) };
  }

  #places(places: Wish['places']): { tierId: string; quantity: number }[] {
    return places.map(([tier, quantity]) => ({ tierId: this.#tierId(tier), quantity }));
  }

  #tierId(tier: number): string {
    return (this.#sale.detail['tierIds'] as string[])[tier]!;
  }

  #tierOf(id: string): number {
    return (this.#sale.detail['tierIds'] as string[]).indexOf(id);
  }

  #ask(query: string, variables: object): Promise<Record<string, unknown>> {
    return graphql(`${this.#url}/graphql`, this.#token, query, variables, (sent) => (this.#current = sent));
  }
}

interface SnapshotReply {
  states: string;
  places: { tierId: string; available: number }[];
}

/** Over HTTP a conflict is an error. */
function orConflict(answer: Promise<Answer>): Promise<Answer> {
  return answer.catch((error: unknown) => {
    if ((error as Error).message === 'IDEMPOTENCY_CONFLICT') return { out: { word: 'CONFLICT' } };
    throw error;
  });
}

function freshKey(): string {
  return randomBytes(9).toString('hex');
}
