import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { ChangeOutcome, Held, HoldAddress, HoldOutcome, HoldRecord, TieredSeat, TierQuantity } from '../../src/domain/hold.js';
import type { OperationId } from '../../src/domain/inventory.js';
import type { MapCursor } from '../../src/domain/seat.js';
import type { InventoryPort } from '../../src/stores/inventory.port.js';
import type { Books } from './books.js';
import { fenceNumber, type HoldChange, type Outcome, type Probe } from './history.js';
import { lessOf, otherChange, otherWish } from './probe.wish.js';
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
    this.probes = this.keepsKeys ? [...PROBED, 'used key', 'used key of a change'] : PROBED;
  }

  async hold(wish: Wish, key: string, shown?: string): Promise<Answer> {
    const { event: eventId, holdMs } = this.#sale.terms;
    const outcome = await this.#inventory.hold({
      eventId,
      buyer: this.buyer,
      operation: { hash: key.replaceAll('.', '-'), input: `s${wish.seats.join('-')}_p${wish.places.flat().join('-')}` },
      secret: randomBytes(12).toString('base64url'),
      holdMs,
      gate: shown === undefined ? null : { admission: shown },
      ...unitsOf(wish),
    });
    switch (outcome.kind) {
      case 'HELD': {
        const { hold } = outcome;
        const out = heldOut(hold);
        return { out, hold: { fence: out.fence!, key, wish, ...wish, address: hold, order: null } };
      }
      default:
        return { out: refusedOut(outcome) };
    }
  }

  async change(hold: ClientHold, { add, drop, places }: HoldChange, key: string): Promise<Answer> {
    const outcome = await this.#inventory.change({
      ...this.#action(hold),
      operation: { hash: key.replaceAll('.', '-'), input: `a${add.join('-')}_d${drop.join('-')}_p${places.flat().join('-')}` },
      addSeats: seatsOf(add),
      dropSeats: seatsOf(drop),
      places: placesOf(places),
    });
    if (outcome.kind !== 'HELD') return { out: refusedOut(outcome) };
    // Of a repeat, the version that it names is that of the change, and the hold is as it is now.
    const at = outcome.repeated ? {} : { at: fenceOfCursor(outcome.cursor) };
    return { out: { ...heldOut(outcome.hold), places: placesHeld(outcome.hold), ...at } };
  }

  async extend(hold: ClientHold): Promise<Answer> {
    const { extensionMs, extensions: maxExtensions } = this.#sale.terms;
    const outcome = await this.#inventory.extend({ ...this.#action(hold), extensionMs, maxExtensions });
    if (outcome.kind !== 'HELD') return { out: { word: outcome.kind } };
    const { got: _got, ...out } = heldOut(outcome.hold);
    return { out };
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
    const paid = { seats: outcome.hold.seats, places: placesHeld(outcome.hold) };
    const placed = this.#books?.place({ order, until, buyer, epoch: address.epoch, hold: { ...hold, ...paid } }) ?? true;
    return placed ? { out: { word: 'PAYING', order, until, got: paid.seats, places: paid.places }, order } : { out: { word: 'GONE' } };
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
        return this.hold(otherWish(hold.wish), hold.key);
      case 'used key of a change':
        return this.change(hold, otherChange(hold), hold.changed!.key);
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
    if (dice < 0.3) return this.release(hold);
    if (dice < 0.5) return this.change(hold, lessOf(hold), newOrder());
    return dice < 0.75 ? this.extend(hold) : this.pay(hold);
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

export function isSurprise(error: unknown): boolean {
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
  return { seats: seatsOf(seats), places: placesOf(places) };
}

function seatsOf(seats: readonly number[]): TieredSeat[] {
  return seats.map((index) => ({ index, tier: 0 }));
}

function placesOf(places: Wish['places']): TierQuantity[] {
  return places.map(([tier, quantity]) => ({ tier, quantity }));
}

function placesHeld({ units }: HoldRecord): Wish['places'] {
  return units.filter(({ tier }) => tier > 0).map(({ tier, quantity }) => [tier, quantity]);
}

/** What a hold says of itself. */
function heldOut({ epoch, serial, seats, stage, deadlineMs, nowMs, extensionsUsed }: HoldRecord): Outcome {
  const lapses = stage === 'SELECTING' ? { left: deadlineMs - nowMs, extensions: extensionsUsed } : {};
  return { word: 'HELD', fence: fenceNumber(epoch, serial), got: seats, ...lapses };
}

function refusedOut(outcome: Exclude<HoldOutcome | ChangeOutcome, Held>): Outcome {
  if (outcome.kind === 'UNAVAILABLE') return { word: 'UNAVAILABLE', taken: outcome.taken, at: fenceOfCursor(outcome.cursor) };
  return outcome.kind === 'SHORT' ? { word: 'SHORT', short: [outcome.tier, outcome.available] } : { word: outcome.kind };
}
