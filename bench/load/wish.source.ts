import { randomBytes } from 'node:crypto';
import { seededRandom } from '../harness/statistics.js';
import type { LoadOrder } from './load.contract.js';
import { postOf } from './raw.connection.js';

export interface Shot {
  request: string;
  seats: number[];
}

/**
 * Requests of one order, one after the other: wishes for 1, 2 or 4 seats (60, 30, 10 %), one in five for seats that somebody wanted
 * before. All arms get the same body, also those whose operation does not look at it.
 */
export class WishSource {
  readonly #order: LoadOrder;
  readonly #random: () => number;
  readonly #prefix: string;
  readonly #wanted: number[][] = [];
  #nextSeat: number;
  #sent = 0;

  constructor(order: LoadOrder) {
    this.#order = order;
    this.#random = seededRandom(order.seed);
    this.#prefix = `{"query":${JSON.stringify(order.query)},"variables":{"input":{"eventId":"${order.eventId}","seats":[`;
    this.#nextSeat = order.firstSeat;
  }

  /** @returns the next request, or null when no seat is left that nobody asked for */
  next(): Shot | null {
    const seats = this.#seats();
    if (seats === null) return null;
    const { tokens, visit, port, path } = this.#order;
    const token = tokens.length === 0 ? null : tokens[Math.floor(this.#sent / visit) % tokens.length]!;
    this.#sent += 1;
    const body = `${this.#prefix}${seats.join(',')}],"idempotencyKey":"${randomBytes(12).toString('hex')}"}}}`;
    return { request: postOf(port, path, token, body), seats };
  }

  #seats(): number[] | null {
    const lot = this.#random();
    if (this.#wanted.length >= 100 && this.#random() < 0.2) return this.#wanted[Math.floor(this.#random() * this.#wanted.length)]!;
    const size = !this.#order.mixed || lot < 0.6 ? 1 : lot < 0.9 ? 2 : 4;
    if (this.#nextSeat + size > this.#order.seatCount) return null;
    const seats = Array.from({ length: size }, (_, at) => this.#nextSeat + at);
    this.#nextSeat += size;
    if (this.#wanted.length < 10_000) this.#wanted.push(seats);
    return seats;
  }
}
