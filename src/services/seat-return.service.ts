import type { TieredSeat, TierQuantity } from '../domain/hold.js';
import type { OrderItemModel } from '../domain/order.js';
import { PermanentFailure } from '../domain/permanent-failure.js';
import type { EventReader } from '../stores/event.port.js';
import type { Once } from '../stores/inbox.port.js';
import type { InventoryPort } from '../stores/inventory.port.js';
import type { OrderPort } from '../stores/order.port.js';
import type { RefundPort } from '../stores/refund.port.js';
import { projectSale } from './seat-projection.js';

export interface SeatReturnPorts {
  orders: Pick<OrderPort, 'find' | 'items'>;
  refunds: Pick<RefundPort, 'find' | 'itemsOf'>;
  events: Pick<EventReader, 'event'>;
  inventory: Pick<InventoryPort, 'confirm' | 'giveBack' | 'returnItems' | 'block'>;
}

/** Tells the live map what a refund gave back. */
export class SeatReturnService {
  readonly #ports: SeatReturnPorts;

  constructor(ports: SeatReturnPorts) {
    this.#ports = ports;
  }

  /**
   * Seats and places of a refund become free or blocked on the map, as far as the order still has them there. Safe to repeat for ever.
   * The order is projected first, because this message may overtake the one that says it was paid.
   * @throws while the event's map is being rebuilt: try again; PermanentFailure for no such refund.
   */
  async returnSeats(refundId: string, once: Once): Promise<void> {
    const { orders, refunds, events, inventory } = this.#ports;
    const refund = await refunds.find(refundId);
    const order = refund === null ? null : await orders.find(refund.orderNo);
    const event = order === null ? null : await events.event(order.eventId);
    if (refund === null || order === null || event === null) throw new PermanentFailure(`there is no refund ${refundId} with its order`);
    const positions = new Map(event.tiers.map((tier) => [tier.id, tier.position]));
    const items = await refunds.itemsOf([refund.id]);
    const seats = seatsOf(items, positions);
    const left = placesOf(await orders.items([order.orderNo]), items, positions);
    const told: { kind: string }[] = [
      await projectSale({ orders, events, inventory }, order),
      await inventory.returnItems({ eventId: event.id, orderNo: order.orderNo, seats, left, to: refund.returnTo }),
    ];
    // What the order never had on the map is not blocked yet. A seat that somebody was quicker for is found by the reconciler.
    if (refund.returnTo === 'BLOCKED' && seats.length > 0) told.push(await inventory.block({ eventId: event.id, seats, places: [] }));
    if (told.some(({ kind }) => kind === 'CLOSED')) throw new Error('the map is being rebuilt');
    await once(async () => {});
  }
}

function seatsOf(items: readonly OrderItemModel[], positions: ReadonlyMap<string, number>): TieredSeat[] {
  return items.flatMap(({ seatIndex, tierId }) => (seatIndex === null ? [] : [{ index: seatIndex, tier: positions.get(tierId)! }]));
}

/** How many places the order still has of each tier that the refund took places of. */
function placesOf(
  all: readonly OrderItemModel[],
  returned: readonly OrderItemModel[],
  positions: ReadonlyMap<string, number>,
): TierQuantity[] {
  const tiers = new Set(returned.filter((item) => item.seatIndex === null).map((item) => item.tierId));
  return [...tiers].map((tierId) => ({
    tier: positions.get(tierId)!,
    quantity: all.filter((item) => item.live && item.seatIndex === null && item.tierId === tierId).length,
  }));
}
