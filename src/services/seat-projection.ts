import type { ConfirmOutcome, GiveBackOutcome, TierQuantity, TieredSeat } from '../domain/hold.js';
import type { OrderModel } from '../domain/order.js';
import { PermanentFailure } from '../domain/permanent-failure.js';
import type { EventReader } from '../stores/event.port.js';
import type { InventoryPort } from '../stores/inventory.port.js';
import type { OrderPort } from '../stores/order.port.js';

export interface ProjectionPorts {
  orders: Pick<OrderPort, 'items'>;
  events: Pick<EventReader, 'event'>;
  inventory: Pick<InventoryPort, 'confirm' | 'giveBack'>;
}

/**
 * Projects a paid order of the ledger onto the map: what is live of it reads SOLD, and what it only held is free. Right at any time, and
 * safe to repeat for ever.
 * @throws PermanentFailure for an order of no event, DEPENDENCY_UNAVAILABLE.
 */
export async function projectSale(ports: ProjectionPorts, order: OrderModel): Promise<ConfirmOutcome | GiveBackOutcome> {
  const { eventId, holdEpoch: epoch, holdSerial: serial, personId: buyer, orderNo } = order;
  const { seats, places } = await liveUnits(ports, order);
  // Given back as a whole before the map heard that it was paid.
  if (seats.length + places.length === 0) return ports.inventory.giveBack(eventId, epoch, serial, orderNo);
  return ports.inventory.confirm({ eventId, epoch, serial, orderNo, buyer, seats, places });
}

async function liveUnits({ orders, events }: ProjectionPorts, order: OrderModel): Promise<{ seats: TieredSeat[]; places: TierQuantity[] }> {
  const event = await events.event(order.eventId);
  if (event === null) throw new PermanentFailure(`there is no event ${order.eventId}`);
  const positions = new Map(event.tiers.map((tier) => [tier.id, tier.position]));
  const seats: TieredSeat[] = [];
  const places = new Map<number, number>();
  for (const item of await orders.items([order.orderNo])) {
    const tier = positions.get(item.tierId);
    if (!item.live || tier === undefined) continue;
    if (item.seatIndex !== null) seats.push({ index: item.seatIndex, tier });
    else places.set(tier, (places.get(tier) ?? 0) + 1);
  }
  return { seats, places: [...places].map(([tier, quantity]) => ({ tier, quantity })) };
}
