import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { HoldAddress, TieredSeat, TierQuantity } from '../../src/domain/hold.js';
import type { OperationId } from '../../src/domain/inventory.js';
import type { MapCursor } from '../../src/domain/seat.js';
import type { InventoryPort } from '../../src/stores/inventory.port.js';
import type { Books } from './books.js';
import { fenceNumber, type Probe } from './history.js';
import type { Answer, ClientHold, SaleAtHand, Till, Wish } from './till.js';

const PAY_MS = 3_600_000;
const PROBED: readonly Probe[] = ['hold of another', 'wrong secret', 'wrong epoch', 'other order', 'sold order'];

/**
 * One buyer at the inventory itself, without HTTP. Without books what it confirms is what a ledger would have sold; with them, orders
 * are placed and paid there first, as in a ledger, and the map follows.
 */
export class ScriptTill implements Till {
  readonly sale: 'sell' | 'confirm';
  readonly cancels: boolean;
  readonly keepsKeys: boolean;
  readonly probes: readonly Probe[];
  readonly buyer: string;
  readonly #inventory: InventoryPort;
  readonly #sale: SaleAtHand;
  readonly #books: Books | null;

  constructor(parts: { inventory: InventoryPort; buyer: string; sale: SaleAtHand; books?: Books }) {
    this.#inventory = parts.inventory;
    this.buyer = parts.buyer;
    this.#sale = parts.sale;
    this.#books = parts.books ?? null;
    this.sale = this.#books ? 'sell' : 'confirm';
    this.cancels = this.#books !== null;
    this.keepsKeys = this.#books === null;
    this.probes = this.keepsKeys ? [...PROBED, 'used key'] : PROBED;
  }

  async hold(wish: Wish, key: string): Promise<Answer> {
    const { event: eventId, holdMs } = this.#sale.terms;
    const outcome = await this.#inventory.hold({
      eventId,
      buyer: this.buyer,
      operation: { hash: key.replaceAll('.', '-'), input: `s${wish.seats.join('-')}_p${wish.places.flat().join('-')}` },
      secret: randomBytes(12).toString('base64url'),
      holdMs,
      gate: null,
      ...unitsOf(wish),
    });
    switch (outcome.kind) {
      case 'HELD': {
        const { hold } = outcome;
        const fence = fenceNumber(hold.epoch, hold.serial);
        return { out: { word: 'HELD', fence, got: hold.seats }, hold: { fence, key, ...wish, address: hold, order: null } };
      }
      case 'UNAVAILABLE':
        return { out: { word: 'UNAVAILABLE', taken: outcome.taken, at: fenceOfCursor(outcome.cursor) } };
      case 'SHORT':
        return { out: { word: 'SHORT', short: [outcome.tier, outcome.available] } };
      default:
        return { out: { word: outcome.kind } };
    }
  }

  async extend(hold: ClientHold): Promise<Answer> {
    const { extensionMs, extensions: maxExtensions } = this.#sale.terms;
    const outcome = await this.#inventory.extend({ ...this.#action(hold), extensionMs, maxExtensions });
    return { out: outcome.kind === 'HELD' ? { word: 'HELD', fence: hold.fence } : { word: outcome.kind } };
  }

  async release(hold: ClientHold): Promise<Answer> {
    return { out: { word: (await this.#inventory.release(this.#action(hold))).kind } };
  }

  async pay(hold: ClientHold): Promise<Answer> {
    const { address, buyer } = this.#action(hold);
    const orderNo = newOrder();
    const begin = () => this.#inventory.beginPayment({ address, buyer, orderNo, payMs: PAY_MS, backstopMs: PAY_MS });
    // Where a ledger is told, it must know what became of it.
    const outcome = await (this.#books === null ? begin() : untilAnswered(begin));
    if (outcome.kind === 'GONE') return { out: { word: 'GONE' } };
    const order = outcome.hold.orderNo!;
    const until = outcome.hold.deadlineMs;
    const placed = this.#books?.place({ order, until, buyer, epoch: address.epoch, hold }) ?? true;
    return placed ? { out: { word: 'PAYING', order, until }, order } : { out: { word: 'GONE' } };
  }

  async sell(hold: ClientHold): Promise<Answer> {
    const { eventId, epoch, serial } = hold.address as HoldAddress;
    const confirmation = { eventId, epoch, serial, orderNo: hold.order!, buyer: this.buyer, ...unitsOf(hold) };
    if (this.#books === null) {
      const { kind } = await this.#inventory.confirm(confirmation);
      return { out: kind === 'CLOSED' ? { word: 'CLOSED' } : { word: 'DONE', first: kind === 'DONE' } };
    }
    if (!this.#books.pay(hold.order!)) return { out: { word: 'ENDED' } };
    // The map follows, as soon as there is one.
    while ((await untilAnswered(() => this.#inventory.confirm(confirmation))).kind === 'CLOSED') await pause(5);
    return { out: { word: 'SOLD' } };
  }

  async cancel(hold: ClientHold): Promise<Answer> {
    const { eventId, epoch, serial } = hold.address as HoldAddress;
    if (!this.#books!.cancel(hold.order!)) return { out: { word: 'TOO_LATE' } };
    const giveBack = () => this.#inventory.giveBack(eventId, epoch, serial, hold.order!);
    while ((await untilAnswered(giveBack)).kind === 'CLOSED') await pause(5);
    return { out: { word: 'CANCELLED' } };
  }

  async read(seats: number[]): Promise<Answer> {
    const snapshot = await this.#inventory.readMap(this.#sale.terms.event);
    if (snapshot === null) return { out: { word: 'MISSING' } };
    const states = seats.map((seat) => (snapshot.map[seat >> 2]! >> (6 - 2 * (seat & 3))) & 3);
    const tiers = this.#sale.terms.capacities.map(([tier]) => [tier, snapshot.tiers[tier]!.free] as [number, number]);
    return { out: { word: 'MAP', states, free: tiers, at: fenceOfCursor(snapshot.cursor) } };
  }

  async probe(kind: Probe, hold: ClientHold, dice: number): Promise<Answer> {
    const address = hold.address as HoldAddress;
    switch (kind) {
      case 'hold of another':
        return this.#actAtRandom(hold, dice);
      case 'wrong secret':
        return this.#actAtRandom({ ...hold, address: { ...address, secret: [...address.secret].toReversed().join('') } }, dice);
      case 'wrong epoch':
        return this.#actAtRandom({ ...hold, address: { ...address, epoch: address.epoch + 1 } }, dice);
      case 'used key':
        return this.hold({ seats: hold.seats, places: [[1, 1 + (hold.places[0]?.[1] ?? 0)]] }, hold.key);
      case 'other order':
        return { out: { word: (await this.#inventory.undoPayment(address, newOrder())).kind } };
      case 'sold order':
        return { out: { word: (await this.#inventory.giveBack(address.eventId, address.epoch, address.serial, hold.order!)).kind } };
      default:
        throw new Error(`no buyer tries this: ${kind}`);
    }
  }

  isSurprise(error: unknown): boolean {
    return isSurprise(error);
  }

  #actAtRandom(hold: ClientHold, dice: number): Promise<Answer> {
    if (dice < 0.4) return this.release(hold);
    return dice < 0.7 ? this.extend(hold) : this.pay(hold);
  }

  giveUp(): void {
    // The call goes on without anybody waiting for it.
  }

  #action(hold: ClientHold): { address: HoldAddress; buyer: string; operation: OperationId } {
    return { address: hold.address as HoldAddress, buyer: this.buyer, operation: { hash: randomBytes(12).toString('hex'), input: 'same' } };
  }
}

/** Repeats what may be repeated until there is an answer, for ten seconds at most. */
export async function untilAnswered<T>(send: () => Promise<T>): Promise<T> {
  for (const until = performance.now() + 10_000; ; await pause(20)) {
    try {
      return await send();
    } catch (error) {
      if (isSurprise(error) || performance.now() > until) throw error;
    }
  }
}

function isSurprise(error: unknown): boolean {
  return (error as { code?: string }).code !== 'DEPENDENCY_UNAVAILABLE';
}

function newOrder(): string {
  return randomBytes(8).toString('hex').toUpperCase();
}

function fenceOfCursor({ epoch, version }: MapCursor): number {
  return fenceNumber(epoch, version);
}

/** All numbered seats are of tier 0. */
export function unitsOf({ seats, places }: Wish): { seats: TieredSeat[]; places: TierQuantity[] } {
  return {
    seats: seats.map((index): TieredSeat => ({ index, tier: 0 })),
    places: places.map(([tier, quantity]) => ({ tier, quantity })),
  };
}
