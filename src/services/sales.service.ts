import type { EventModel, TierModel } from '../domain/event.js';
import type { InventorySnapshot, TierCounts } from '../stores/inventory.port.js';
import type { SalesPort } from '../stores/sales.port.js';

export interface TierSales extends Omit<TierCounts, 'tier'> {
  tier: TierModel;
  grossMinor: number;
  refundedMinor: number;
}

export interface SalesReport {
  tiers: TierSales[];
  grossMinor: number;
  refundedMinor: number;
  capturedMinor: number;
  liveTicketMinor: number;
  /** What the providers kept is what the tickets that count were sold for. */
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
    const takings = await this.#sales.takings(event.id);
    const tiers = event.tiers.map((tier) => {
      const money = takings.tiers.find((sum) => sum.tierId === tier.id);
      const units = map?.tiers.find((counts) => counts.tier === tier.position);
      const { free, held, sold, blocked } = units ?? { free: tier.capacity, held: 0, sold: 0, blocked: 0 };
      return { tier, free, held, sold, blocked, grossMinor: money?.grossMinor ?? 0, refundedMinor: money?.refundedMinor ?? 0 };
    });
    const { capturedMinor, returnedMinor, liveTicketMinor } = takings;
    return {
      tiers,
      grossMinor: tiers.reduce((sum, tier) => sum + tier.grossMinor, 0),
      refundedMinor: returnedMinor,
      capturedMinor,
      liveTicketMinor,
      balanced: capturedMinor - returnedMinor === liveTicketMinor,
    };
  }
}
