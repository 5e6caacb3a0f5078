import type { LoadedOrder } from '../../src/domain/inventory.js';
import { fenceNumber, type Owned, type Terms } from './history.js';
import { unitsOf } from './script.till.js';
import type { ClientHold } from './till.js';

interface Entry {
  order: string;
  until: number;
  buyer: string;
  /** Of the hold, and of the books when the order was placed. */
  epoch: number;
  hold: ClientHold;
  stage: 'PAYING' | 'SOLD' | 'CANCELLED';
}

/** What a ledger keeps of one sale: its epoch, and the orders. Every step is atomic, and nothing of it is ever lost. */
export class Books {
  epoch = 1;
  readonly #orders = new Map<string, Entry>();
  readonly #capacities: ReadonlyMap<number, number>;

  constructor({ capacities }: Pick<Terms, 'capacities'>) {
    this.#capacities = new Map(capacities);
  }

  /**
   * @returns false when the epoch of the hold is over: then nothing is placed. A repeat is the first order again
   * @throws when what is held is another order's
   */
  place(entry: Omit<Entry, 'stage'>): boolean {
    if (this.#orders.has(entry.order)) return true;
    if (entry.epoch !== this.epoch) return false;
    const all = this.#alive().map(({ hold }) => hold);
    const places = [...all, entry.hold].flatMap((hold) => hold.places);
    const taken = (tier: number) => places.filter(([of]) => of === tier).reduce((sum, [, quantity]) => sum + quantity, 0);
    if (all.some(({ seats }) => seats.some((seat) => entry.hold.seats.includes(seat)))) throw new Error('a seat has an order');
    if ([...this.#capacities].some(([tier, capacity]) => taken(tier) > capacity)) throw new Error('all places have orders');
    this.#orders.set(entry.order, { ...entry, stage: 'PAYING' });
    return true;
  }

  /** @returns false when the order was cancelled before */
  pay(order: string): boolean {
    return this.#move(order, 'SOLD');
  }

  /** @returns false when the order was paid before */
  cancel(order: string): boolean {
    return this.#move(order, 'CANCELLED');
  }

  /** What an inventory is built again from. */
  live(): LoadedOrder[] {
    return this.#alive().map(({ order, buyer, stage, until, hold }) => ({
      orderNo: order,
      buyer,
      stage,
      payByMs: until,
      ...unitsOf(hold),
    }));
  }

  owned(): Owned[] {
    return this.#alive().map(({ hold, stage }) => {
      const { epoch, serial } = hold.address as { epoch: number; serial: number };
      return { seats: hold.seats, places: hold.places, fence: fenceNumber(epoch, serial), stage };
    });
  }

  #move(order: string, to: 'SOLD' | 'CANCELLED'): boolean {
    const entry = this.#orders.get(order)!;
    if (entry.stage === 'PAYING') entry.stage = to;
    return entry.stage === to;
  }

  #alive() {
    return [...this.#orders.values()].flatMap(({ stage, ...entry }) => (stage === 'CANCELLED' ? [] : [{ ...entry, stage }]));
  }
}
