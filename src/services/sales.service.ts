import type { EventModel, TierModel } from '../domain/event.js';
import type { InventorySnapshot, TierCounts } from '../stores/inventory.port.js';
import type { Cancellation, SalesPort, Takings } from '../stores/sales.port.js';

export interface TierSales extends Omit<TierCounts, 'tier'> {
  tier: TierModel;
  grossMinor: number;
  refundedMinor: number;
}

export interface SalesReport extends Omit<Takings, 'tiers' | 'differenceMinor' | 'returnedMinor'> {
  tiers: TierSales[];
  grossMinor: number;
  /** Given back by the providers. */
  refundedMinor: number;
  /** The money of every single order adds up (see Takings.differenceMinor). */
  balanced: boolean;
}

/** What an event sold and earned. */
export class SalesService {
  readonly #sales: SalesPort;

  constructor(ports: { sales: SalesPort }) {
    this.#sales = ports.sales;
  }

  /** Money from the ledger, units from the map; without a map all of a tier counts as free. */
  async report(event: EventModel, map: InventorySnapshot | null): Promise<SalesReport> {
    const { tiers: sums, returnedMinor, differenceMinor, ...takings } = await this.#sales.takings(event.id);
    const tiers = event.tiers.map((tier) => {
      const money = sums.find((sum) => sum.tierId === tier.id);
      const units = map?.tiers.find((counts) => counts.tier === tier.position);
      const { free, held, sold, blocked } = units ?? { free: tier.capacity, held: 0, sold: 0, blocked: 0 };
      return { tier, free, held, sold, blocked, grossMinor: money?.grossMinor ?? 0, refundedMinor: money?.refundedMinor ?? 0 };
    });
    const grossMinor = tiers.reduce((sum, tier) => sum + tier.grossMinor, 0);
    return { ...takings, tiers, grossMinor, refundedMinor: returnedMinor, balanced: differenceMinor === 0 };
  }

  /** How far the refunds of an event have come; null while it is not called off. */
  async cancellation(event: EventModel): Promise<Cancellation | null> {
    return event.status === 'CANCELLED' ? this.#sales.cancellation(event.id) : null;
  }
}
