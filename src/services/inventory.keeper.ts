import type { EventModel } from '../domain/event.js';
import type { TierQuantity, TieredSeat } from '../domain/hold.js';
import type { Id } from '../domain/id.js';
import type { EventPort, EventReader } from '../stores/event.port.js';
import type { InventoryPort, LoadedOrder, SaleStatus, SaleTerms } from '../stores/inventory.port.js';
import type { LiveItem, OrderPort } from '../stores/order.port.js';

/** Changes of one event that may race with telling Redis of it, before its timer is left to notice the rest. */
const MOST_ROUNDS = 5;

export interface InventoryKeeperPorts {
  events: EventPort;
  reader: EventReader;
  orders: OrderPort;
  inventory: InventoryPort;
  /** Told of an event whose inventory could not be looked after; the others go on. */
  onError?: (error: unknown, eventId: Id) => void;
}

export type Recovery = 'INTACT' | 'RECOVERED' | 'ELSEWHERE' | 'NOT_PREPARED';

/**
 * Keeps Redis in step with the ledger: loads an event's inventory, builds a lost one again, and tells it new terms.
 * The ledger goes first, always; whatever fails on the way to Redis is found again by `recoverLost`.
 */
export class InventoryKeeper {
  readonly #ports: InventoryKeeperPorts;

  constructor(ports: InventoryKeeperPorts) {
    this.#ports = ports;
  }

  /**
   * Loads an event under its epoch from what the ledger knows: live orders, blocks, terms. The caller has just raised the epoch, so
   * no order can come in on an older one meanwhile. Waits for a process that is loading it already. Repeating is safe: an epoch that
   * is there already, or a later one, stays.
   * @throws DEPENDENCY_UNAVAILABLE.
   */
  async load(eventId: Id): Promise<void> {
    await this.#ports.events.alone(eventId, 'WAIT', () => this.#load(eventId));
    // What staff changed while it was loading went to a Redis that did not know the epoch yet.
    await this.recoverInventory(eventId);
  }

  async #load(eventId: Id): Promise<void> {
    const { events, reader, orders, inventory } = this.#ports;
    const event = await events.find(eventId);
    if (event === null || event.inventoryEpoch === 0) return;
    const [items, blocks, tierBySeat] = await Promise.all([orders.liveItems(eventId), events.blocks(eventId), reader.tierBySeat(event)]);
    const hall = await reader.hall(event);
    const positions = new Map(event.tiers.map((tier) => [tier.id, tier.position]));
    const parts = { positions, tierBySeat };
    await inventory.prepare({
      eventId,
      epoch: event.inventoryEpoch,
      seatCount: tierBySeat.length,
      capacities: event.tiers.map((tier) => tier.capacity),
      ...(hall === null ? {} : { runs: { runs: hall.runs, tierBySeat, accessible: hall.accessible } }),
      ...unitsOf(blocks, parts, 'blocked', 'blockedPlaces'),
      orders: ordersOf(items, parts),
      ...termsOf(event),
    });
    reader.forget(eventId);
  }

  /**
   * Brings Redis in step with the ledger: tells it the event's terms, and builds the inventory again if Redis lost it, or a part of
   * it. Of many processes the one with the lease loads, the others answer ELSEWHERE, and the one that loads tells the terms. Holds
   * without an order are gone then; orders stay, PENDING ones with their payBy. Of two changes of terms at once, the one that the ledger
   * took last wins here too. Safe to repeat.
   * @throws DEPENDENCY_UNAVAILABLE.
   */
  async recoverInventory(eventId: Id): Promise<Recovery> {
    const { events } = this.#ports;
    let event = await events.find(eventId);
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      if (event === null || event.inventoryEpoch === 0) return 'NOT_PREPARED';
      if (!(await this.#isKnown(event))) return this.#rebuild(eventId);
      const told = event;
      event = await events.find(eventId);
      if (event?.revision === told.revision && event.inventoryEpoch === told.inventoryEpoch) break;
    }
    return 'INTACT';
  }

  /**
   * Loads an event again under a new epoch, whatever Redis says: for staff. Holds without an order are gone then. Safe to repeat.
   * @throws DEPENDENCY_UNAVAILABLE.
   */
  async rebuild(eventId: Id): Promise<void> {
    const { events } = this.#ports;
    await events.alone(eventId, 'WAIT', async () => {
      const event = await events.find(eventId);
      if (event === null || event.inventoryEpoch === 0) return;
      if ((await events.raiseEpoch(eventId, event.inventoryEpoch)) !== null) await this.#load(eventId);
    });
    await this.recoverInventory(eventId);
  }

  /**
   * Looks after every event whose inventory counts: builds lost ones again, and repeats terms that did not arrive. For a timer;
   * several processes may do it. @returns how many were built again.
   */
  async recoverLost(): Promise<number> {
    let recovered = 0;
    for (const { id } of await this.#ports.events.selling()) {
      try {
        if ((await this.recoverInventory(id)) === 'RECOVERED') recovered += 1;
      } catch (error) {
        this.#ports.onError?.(error, id);
      }
    }
    return recovered;
  }

  /**
   * Tells the terms. @returns false when Redis has not this epoch, or not all of it, or has come less far than the ledger's orders: then
   * it lost its tail while no process was there to have seen it.
   */
  async #isKnown(event: EventModel): Promise<boolean> {
    const { inventory, orders } = this.#ports;
    const answer = await inventory.setSale(event.id, event.inventoryEpoch, termsOf(event));
    if (answer !== 'SET') return false;
    const serial = await orders.highestSerial(event.id, event.inventoryEpoch);
    const snapshot = await inventory.readMap(event.id);
    return snapshot !== null && snapshot.cursor.version >= serial;
  }

  /**
   * Raises the epoch and loads, under the lease: two that took turns in raising it would each find the other's epoch missing in
   * Redis, and never come to an end.
   */
  async #rebuild(eventId: Id): Promise<Recovery> {
    const { events } = this.#ports;
    const rebuilt = await events.alone(eventId, 'TRY', async () => {
      const event = await events.find(eventId);
      if (event === null || event.inventoryEpoch === 0) return 'NOT_PREPARED';
      if (await this.#isKnown(event)) return 'INTACT';
      if ((await events.raiseEpoch(eventId, event.inventoryEpoch)) === null) return 'ELSEWHERE';
      await this.#load(eventId);
      return 'RECOVERED';
    });
    // What staff changed while it was loading went to a Redis that did not know the epoch yet.
    if (rebuilt === 'RECOVERED') await this.recoverInventory(eventId);
    return rebuilt ?? 'ELSEWHERE';
  }
}

const SALE_STATUS: Record<EventModel['status'], SaleStatus> = {
  DRAFT: 'CLOSED',
  PREPARED: 'SELLING',
  ON_SALE: 'SELLING',
  PAUSED: 'PAUSED',
  CLOSED: 'CLOSED',
  CANCELLED: 'CANCELLED',
};

/** @returns what the scripts need to judge by their own clock. PREPARED sells too: the script waits for opensAt. */
export function termsOf(event: EventModel): SaleTerms {
  return {
    revision: event.revision,
    status: SALE_STATUS[event.status],
    opensAtMs: event.saleOpensAt.getTime(),
    closesAtMs: event.saleClosesAt.getTime(),
    maxPerBuyer: event.maxPerBuyer,
  };
}

interface Unit {
  tierId: Id;
  seatIndex: number | null;
  quantity?: number;
}
interface Parts {
  positions: ReadonlyMap<Id, number>;
  tierBySeat: Uint8Array;
}

/** @returns seats with their tier, and places by tier, under the two names. */
function unitsOf<S extends string, P extends string>(units: readonly Unit[], parts: Parts, seatsName: S, placesName: P) {
  const seats: TieredSeat[] = [];
  const places = new Map<number, number>();
  for (const unit of units) {
    const tier = unit.seatIndex === null ? parts.positions.get(unit.tierId) : parts.tierBySeat[unit.seatIndex];
    if (tier === undefined) throw new Error(`the ledger has a unit of tier ${unit.tierId}, seat ${unit.seatIndex}, that its event has not`);
    if (unit.seatIndex === null) places.set(tier, (places.get(tier) ?? 0) + (unit.quantity ?? 1));
    else seats.push({ index: unit.seatIndex, tier });
  }
  const quantities = Array.from(places, ([tier, quantity]): TierQuantity => ({ tier, quantity }));
  return { [seatsName]: seats, [placesName]: quantities } as Record<S, TieredSeat[]> & Record<P, TierQuantity[]>;
}

function ordersOf(items: readonly LiveItem[], parts: Parts): LoadedOrder[] {
  const byOrder = new Map<string, LiveItem[]>();
  for (const item of items) byOrder.set(item.orderNo, [...(byOrder.get(item.orderNo) ?? []), item]);
  return Array.from(byOrder, ([orderNo, own]) => {
    const { personId, status, payBy } = own[0]!;
    const stage = status === 'PENDING' ? ('PAYING' as const) : ('SOLD' as const);
    return { orderNo, buyer: personId, stage, payByMs: payBy.getTime(), ...unitsOf(own, parts, 'seats', 'places') };
  });
}
