import type { HoldRecord } from '../../src/domain/hold.js';
import type { Id } from '../../src/domain/id.js';
import type { HoldRequest, LoadedOrder } from '../../src/domain/inventory.js';

/** A hall of the model: eight seats of tier 0, six places of tier 1. */
export const SEATS = 8;
export const PLACES = 6;
export const LIMIT = 7;
export const MAX_EXTENSIONS = 2;

export interface ModelHold {
  serial: number;
  epoch: number;
  secret: string;
  buyer: Id;
  seats: number[];
  places: number;
  stage: 'SELECTING' | 'PAYING' | 'SOLD';
  /** Past its deadline: as good as gone, though Redis may not have cleared it away. */
  lapsed: boolean;
  extensions: number;
  orderNo: string | null;
  /** The request that it was granted for; loaded ones have none, and nobody knows their secret. */
  request: HoldRequest | null;
}

/**
 * What the inventory must answer, said in the plainest way: a list of holds. Whatever lapsed is not there. It knows nothing of maps,
 * counters, versions or logs.
 */
export class InventoryModel {
  epoch = 1;
  holds: ModelHold[] = [];
  blocked = new Set<number>();
  blockedPlaces = 0;
  /** Everything that was ever granted, so that actions can be tried on what is gone. */
  readonly history: ModelHold[] = [];

  get living(): ModelHold[] {
    return this.holds.filter((hold) => !hold.lapsed);
  }

  inUse(buyer: Id): number {
    return this.living.filter((hold) => hold.buyer === buyer).reduce((sum, hold) => sum + hold.seats.length + hold.places, 0);
  }

  taken(seats: number[]): number[] {
    return seats.filter((seat) => this.blocked.has(seat) || this.living.some((hold) => hold.seats.includes(seat)));
  }

  freePlaces(holds: ModelHold[] = this.living): number {
    return PLACES - this.blockedPlaces - holds.reduce((sum, hold) => sum + hold.places, 0);
  }

  /** @returns what `hold` must answer */
  judge(buyer: Id, seats: number[], places: number): object {
    const inUse = this.inUse(buyer);
    if (inUse + seats.length + places > LIMIT) return { kind: 'LIMIT', limit: LIMIT, inUse };
    const taken = this.taken(seats);
    if (taken.length > 0) return { kind: 'UNAVAILABLE', taken };
    const available = this.freePlaces();
    if (places > available) return { kind: 'SHORT', tier: 1, available };
    return { kind: 'HELD', repeated: false };
  }

  /** @returns what `change` must answer for a selection that lives */
  judgeChange(hold: ModelHold, add: number[], drop: number[], places: number): object {
    const own = { seats: hold.seats, places: hold.places };
    const added = add.filter((seat) => !own.seats.includes(seat));
    const seats = [...own.seats.filter((seat) => !drop.includes(seat)), ...added];
    const more = seats.length + places - own.seats.length - own.places;
    const inUse = this.inUse(hold.buyer);
    if (more > 0 && inUse + more > LIMIT) return { kind: 'LIMIT', limit: LIMIT, inUse };
    const taken = this.taken(added);
    if (taken.length > 0) return { kind: 'UNAVAILABLE', taken };
    const available = this.freePlaces();
    if (places - own.places > available) return { kind: 'SHORT', tier: 1, available };
    return { kind: 'HELD', repeated: false, hold: { serial: hold.serial, seats } };
  }

  /** @returns what `block` must answer */
  judgeBlock(seats: number[], places: number): object {
    const taken = this.taken(seats).filter((seat) => !this.blocked.has(seat));
    if (taken.length > 0) return { kind: 'UNAVAILABLE', taken };
    const available = this.freePlaces();
    return places > available ? { kind: 'SHORT', tier: 1, available } : { kind: 'DONE' };
  }

  grant(hold: HoldRecord, request: HoldRequest, lapsed: boolean): void {
    const places = request.places[0]?.quantity ?? 0;
    const { serial, epoch, secret, buyer, seats } = hold;
    const model: ModelHold = {
      serial,
      epoch,
      secret,
      buyer,
      seats,
      places,
      stage: 'SELECTING',
      lapsed,
      extensions: 0,
      orderNo: null,
      request,
    };
    this.holds.push(model);
    this.history.push(model);
  }

  /** Whether the caller who knows the hold's id can still reach it. */
  reachable(hold: ModelHold): boolean {
    return this.holds.includes(hold) && !hold.lapsed && hold.request !== null;
  }

  drop(hold: ModelHold): void {
    this.holds = this.holds.filter((other) => other !== hold);
  }

  /** Whether the ledger could have let this order be paid: no other order has its seats, and the places suffice. */
  ledgerAllows(hold: ModelHold): boolean {
    const others = this.holds.filter((other) => other !== hold && other.orderNo !== null);
    const seatsFree = others.every((other) => other.seats.every((seat) => !hold.seats.includes(seat)));
    return seatsFree && this.freePlaces(others) >= hold.places;
  }

  /** What the ledger has to load after Redis was lost; holds without an order are forgotten, the others get serials from 1. */
  rebuild(): LoadedOrder[] {
    this.epoch += 1;
    this.holds = this.holds.filter((hold) => hold.orderNo !== null && hold.seats.length + hold.places > 0);
    this.holds.forEach((hold, at) => Object.assign(hold, { serial: at + 1, epoch: this.epoch, request: null }));
    return this.holds.map((hold) => ({
      orderNo: hold.orderNo!,
      buyer: hold.buyer,
      stage: hold.stage === 'SOLD' ? 'SOLD' : 'PAYING',
      payByMs: 9_999_999_999_999,
      seats: hold.seats.map((index) => ({ index, tier: 0 })),
      places: hold.places > 0 ? [{ tier: 1, quantity: hold.places }] : [],
    }));
  }
}
