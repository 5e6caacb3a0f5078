import type { EventModel } from '../domain/event.js';
import { isId, type Id } from '../domain/id.js';
import { compareWithLedger, seenTwice, type Disagreement } from '../domain/reconcile.js';
import type { Viewer } from '../domain/viewer.js';
import { AisleError } from '../errors/aisle-error.js';
import type { AuditPort } from '../stores/audit.port.js';
import { workThrough } from '../domain/work-through.js';
import type { EventPort, EventReader } from '../stores/event.port.js';
import type { InventoryPort, InventorySnapshot } from '../stores/inventory.port.js';
import type { OrderPort } from '../stores/order.port.js';
import type { UnitOfWork } from '../stores/unit-of-work.port.js';
import type { InventoryKeeper } from './inventory.keeper.js';
import { projectSale } from './seat-projection.js';

export interface ReconcileServicePorts {
  events: EventPort;
  reader: EventReader;
  orders: OrderPort;
  inventory: InventoryPort;
  keeper: InventoryKeeper;
  /** Where what staff did is written down. */
  records: { audit: AuditPort; unitOfWork: UnitOfWork };
  /** Told of what `watchOver` found, before it is mended. */
  onMismatch?(eventId: Id, rows: Disagreement[]): void;
  /** Told of an event that could not be looked at; the others go on. */
  onError?(error: unknown, eventId: Id): void;
}

export interface ReconcileReportModel {
  eventId: Id;
  checkedAt: Date;
  free: number;
  held: number;
  sold: number;
  blocked: number;
  mismatches: { kind: string; seat: number | null; tierId: Id | null; redis: string; ledger: string }[];
}

/** Between the two looks: longer than an order's way from its statement to the map takes when all is well. */
const SECOND_LOOK_MS = 250;
const MOST_ROWS = 1000;

/**
 * Redis against the ledger. Only what two looks show is a disagreement: orders and jobs are on their way at every moment of a sale.
 * Repairs go one way, from the ledger to Redis, by operations that would be right at any time; never a number of Redis into the ledger.
 */
export class ReconcileService {
  readonly #ports: ReconcileServicePorts;

  constructor(ports: ReconcileServicePorts) {
    this.#ports = ports;
  }

  /** Reading only. @throws NOT_FOUND, DEPENDENCY_UNAVAILABLE. */
  async reconcile(eventId: string): Promise<ReconcileReportModel> {
    const event = await this.#event(eventId);
    const { snapshot, rows } = await this.#lookTwice(event);
    return reportOf(event, snapshot, rows);
  }

  /**
   * Mends what disagrees: a lost inventory is loaded again; paid orders become sold, seats of nobody free, blocks as the ledger has them.
   * Safe to repeat. @returns what is left. @throws NOT_FOUND, DEPENDENCY_UNAVAILABLE.
   */
  async repairInventory(actor: Viewer, eventId: string): Promise<ReconcileReportModel> {
    const event = await this.#event(eventId);
    await this.#record(actor, 'event.repairInventory', event);
    await this.#ports.keeper.recoverInventory(event.id);
    const { rows } = await this.#lookTwice(event);
    if (rows.length > 0) await this.#repair(event, rows);
    return this.reconcile(event.id);
  }

  /** Throws away what Redis knows and loads the event again under a new epoch. @throws NOT_FOUND, DEPENDENCY_UNAVAILABLE. */
  async rebuildInventory(actor: Viewer, eventId: string): Promise<ReconcileReportModel> {
    const event = await this.#event(eventId);
    await this.#record(actor, 'event.rebuildInventory', event);
    await this.#ports.keeper.rebuild(event.id);
    return this.reconcile(event.id);
  }

  /**
   * Looks at every event whose inventory counts, and mends what two looks show. For a timer; several processes may do it.
   * @returns how many disagreements were found.
   */
  async watchOver(): Promise<number> {
    let found = 0;
    await workThrough(
      await this.#ports.events.selling(),
      async (event) => {
        const { rows } = await this.#lookTwice(event);
        if (rows.length === 0) return;
        found += rows.length;
        this.#ports.onMismatch?.(event.id, rows);
        await this.#repair(event, rows);
      },
      (error, event) => this.#ports.onError?.(error, event.id),
    );
    return found;
  }

  /**
   * Paid orders are projected onto the map, which is right at any time. What that cannot mend (a
   * seat sold to nobody, a block of nobody, a counter that drifted) is a fault of the whole inventory, and it is loaded anew.
   */
  async #repair(event: EventModel, rows: Disagreement[]): Promise<void> {
    const { orders, inventory, reader, keeper } = this.#ports;
    const unsold = new Set(rows.filter((row) => row.ledger === 'SOLD').map((row) => row.orderNo));
    for (const order of await orders.findMany([...unsold].filter((orderNo) => orderNo !== null))) {
      await projectSale({ orders, inventory, events: reader }, order);
    }
    if ((await this.#lookTwice(event)).rows.length > 0) await keeper.rebuild(event.id);
  }

  async #lookTwice(event: EventModel): Promise<{ snapshot: InventorySnapshot | null; rows: Disagreement[] }> {
    const first = await this.#look(event);
    if (first.rows.length === 0) return first;
    await new Promise((resolve) => setTimeout(resolve, SECOND_LOOK_MS));
    const second = await this.#look(event);
    return { snapshot: second.snapshot, rows: seenTwice(first.rows, second.rows) };
  }

  /** The map is read between two readings of the ledger: an order that came in meanwhile is in one of them only, and so no disagreement. */
  async #look(event: EventModel): Promise<{ snapshot: InventorySnapshot | null; rows: Disagreement[] }> {
    const before = await this.#ledger(event.id);
    const snapshot = await this.#ports.inventory.readMap(event.id);
    if (snapshot === null) {
      const lost: Disagreement = {
        kind: 'INVENTORY',
        seat: null,
        tier: null,
        redis: 'nothing',
        ledger: `epoch ${event.inventoryEpoch}`,
        orderNo: null,
      };
      return { snapshot, rows: [lost] };
    }
    const after = await this.#ledger(event.id);
    const rows = seenTwice(compareWithLedger(event, snapshot, before), compareWithLedger(event, snapshot, after));
    return { snapshot, rows };
  }

  async #record(actor: Viewer, action: string, event: EventModel): Promise<void> {
    const entry = { actor: actor.personId, action, subject: `event:${event.id}`, detail: { epoch: event.inventoryEpoch } };
    const { audit, unitOfWork } = this.#ports.records;
    await unitOfWork.run((tx) => audit.record(tx, entry));
  }

  async #ledger(eventId: Id) {
    const [items, blocks] = await Promise.all([this.#ports.orders.liveItems(eventId), this.#ports.events.blocks(eventId)]);
    return { items, blocks };
  }

  async #event(eventId: string): Promise<EventModel> {
    const event = isId(eventId) ? await this.#ports.events.find(eventId) : null;
    if (event === null || event.inventoryEpoch === 0) throw new AisleError('NOT_FOUND', 'There is no event of this id with an inventory.');
    return event;
  }
}

function reportOf(event: EventModel, snapshot: InventorySnapshot | null, rows: Disagreement[]): ReconcileReportModel {
  const sum = (count: (tier: InventorySnapshot['tiers'][number]) => number) =>
    (snapshot?.tiers ?? []).reduce((total, tier) => total + count(tier), 0);
  return {
    eventId: event.id,
    checkedAt: new Date(),
    free: sum((tier) => tier.free),
    held: sum((tier) => tier.held),
    sold: sum((tier) => tier.sold),
    blocked: sum((tier) => tier.blocked),
    mismatches: rows.slice(0, MOST_ROWS).map(({ kind, seat, tier, redis, ledger }) => ({
      kind,
      seat,
      tierId: tier === null ? null : (event.tiers[tier]?.id ?? null),
      redis,
      ledger,
    })),
  };
}
