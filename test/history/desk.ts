import type { InventoryPort } from '../../src/stores/inventory.port.js';
import { isSurprise, unitsOf } from './script.till.js';
import type { Answer, SaleAtHand, Wish } from './till.js';

/** One member of staff's way to one event: what they keep from sale, and put back. Rejects, as a till does, when no answer came. */
export interface Desk {
  readonly name: string;
  /** Whether the same key makes a repeat harmless for places, too. */
  readonly hasKeys: boolean;
  /** All or nothing. */
  block(units: Wish, key: string): Promise<Answer>;
  unblock(units: Wish, key: string): Promise<Answer>;
  isSurprise(error: unknown): boolean;
  giveUp(): void;
}

/** Staff at the inventory itself. */
export class ScriptDesk implements Desk {
  readonly hasKeys = true;
  readonly name: string;
  readonly #inventory: Pick<InventoryPort, 'block' | 'unblock'>;
  readonly #sale: SaleAtHand;

  constructor(parts: { inventory: Pick<InventoryPort, 'block' | 'unblock'>; name: string; sale: SaleAtHand }) {
    this.name = parts.name;
    this.#inventory = parts.inventory;
    this.#sale = parts.sale;
  }

  async block(units: Wish, key: string): Promise<Answer> {
    const outcome = await this.#inventory.block(this.#request(units, key));
    if (outcome.kind === 'UNAVAILABLE') return { out: { word: 'UNAVAILABLE', taken: outcome.taken } };
    if (outcome.kind === 'SHORT') return { out: { word: 'SHORT', short: [outcome.tier, outcome.available] } };
    return { out: { word: outcome.kind === 'DONE' ? 'BLOCKED' : outcome.kind } };
  }

  async unblock(units: Wish, key: string): Promise<Answer> {
    const outcome = await this.#inventory.unblock(this.#request(units, key));
    if (outcome.kind === 'SHORT') return { out: { word: 'FEWER', blocked: [outcome.tier, outcome.available] } };
    return { out: { word: outcome.kind === 'DONE' ? 'UNBLOCKED' : outcome.kind } };
  }

  isSurprise(error: unknown): boolean {
    return isSurprise(error);
  }

  giveUp(): void {
    // The call goes on without anybody waiting for it.
  }

  #request(units: Wish, key: string) {
    const input = `s${units.seats.join('-')}_p${units.places.flat().join('-')}`;
    return { eventId: this.#sale.terms.event, operation: { hash: key.replaceAll('.', '-'), input }, ...unitsOf(units) };
  }
}
