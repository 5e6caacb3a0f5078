import { randomBytes } from 'node:crypto';
import type { HoldAddress, TieredSeat } from '../../src/domain/hold.js';
import type { OperationId } from '../../src/domain/inventory.js';
import type { InventoryPort } from '../../src/stores/inventory.port.js';
import { fenceNumber } from './history.js';
import type { Answer, ClientHold, SaleAtHand, Till, Wish } from './till.js';

const PAY_MS = 3_600_000;

/** One buyer at the inventory itself, without HTTP and ledger: what it confirms is what a ledger would have sold. */
export class ScriptTill implements Till {
  readonly sale = 'confirm';
  readonly buyer: string;
  readonly #inventory: InventoryPort;
  readonly #sale: SaleAtHand;

  constructor(parts: { inventory: InventoryPort; buyer: string; sale: SaleAtHand }) {
    this.#inventory = parts.inventory;
    this.buyer = parts.buyer;
    this.#sale = parts.sale;
  }

  async hold(wish: Wish, key: string): Promise<Answer> {
    const { event: eventId, holdMs } = this.#sale.terms;
    const outcome = await this.#inventory.hold({
      eventId,
      buyer: this.buyer,
      operation: { hash: key.replaceAll('.', '-'), input: 'same' },
      secret: randomBytes(12).toString('base64url'),
      holdMs,
      gate: null,
      ...unitsOf(wish),
    });
    switch (outcome.kind) {
      case 'HELD': {
        const { hold } = outcome;
        const fence = fenceNumber(hold.epoch, hold.serial);
        return { out: { word: 'HELD', fence, got: hold.seats }, hold: { fence, ...wish, address: hold, order: null } };
      }
      case 'UNAVAILABLE':
        return { out: { word: 'UNAVAILABLE', taken: outcome.taken } };
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
    const orderNo = randomBytes(8).toString('hex').toUpperCase();
    const outcome = await this.#inventory.beginPayment({ address, buyer, orderNo, payMs: PAY_MS, backstopMs: PAY_MS });
    return outcome.kind === 'GONE' ? { out: { word: 'GONE' } } : { out: { word: 'PAYING' }, order: outcome.hold.orderNo! };
  }

  async sell(hold: ClientHold): Promise<Answer> {
    const { eventId, epoch, serial } = hold.address as HoldAddress;
    const outcome = await this.#inventory.confirm({ eventId, epoch, serial, orderNo: hold.order!, buyer: this.buyer, ...unitsOf(hold) });
    return { out: { word: outcome.kind === 'CLOSED' ? 'CLOSED' : 'DONE' } };
  }

  async read(seats: number[]): Promise<Answer> {
    const snapshot = await this.#inventory.readMap(this.#sale.terms.event);
    if (snapshot === null) return { out: { word: 'MISSING' } };
    const states = seats.map((seat) => (snapshot.map[seat >> 2]! >> (6 - 2 * (seat & 3))) & 3);
    const tiers = this.#sale.terms.capacities.map(([tier]) => [tier, snapshot.tiers[tier]!.free] as [number, number]);
    return { out: { word: 'MAP', states, free: tiers } };
  }

  giveUp(): void {
    // The call goes on without anybody waiting for it.
  }

  #action(hold: ClientHold): { address: HoldAddress; buyer: string; operation: OperationId } {
    return { address: hold.address as HoldAddress, buyer: this.buyer, operation: { hash: randomBytes(12).toString('hex'), input: 'same' } };
  }
}

/** All numbered seats are of tier 0. */
function unitsOf({ seats, places }: Wish) {
  return {
    seats: seats.map((index): TieredSeat => ({ index, tier: 0 })),
    places: places.map(([tier, quantity]) => ({ tier, quantity })),
  };
}
