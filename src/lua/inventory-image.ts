import type { TieredSeat, TierQuantity } from '../domain/hold.js';
import type { InventoryLoad, LoadedOrder } from '../domain/inventory.js';
import { BLOCKED, HELD, mapByteLength, SOLD, type SeatStateCode, setSeatState } from '../domain/seat.js';
import { packHold } from './packed-hold.js';
import { packRuns } from './packed-runs.js';

/** What prepare-event puts into Redis as it is, so that the script need not touch every seat. */
export interface InventoryImage {
  /** Two bits a seat. */
  map: Buffer;
  /** Four bytes a seat, most significant first: serial of the owning record. Then what `packRuns` says of runs. */
  owners: Buffer;
  /** Counters of the runs, of one kind and tier; 0 without runs. */
  runWidth: number;
  /** Records of the orders; the first has serial 1. */
  records: string[];
  /** Blocked units by tier, numbered seats included. */
  blocked: number[];
}

/**
 * Draws the map of a load.
 * @throws when a seat is outside the event or named twice: such a ledger must not be opened for sale
 */
export function imageOf(load: InventoryLoad): InventoryImage {
  const map = Buffer.alloc(mapByteLength(load.seatCount));
  const owners = Buffer.alloc(4 * load.seatCount);
  const blocked = load.capacities.map(() => 0);
  const drawn = new Set<number>();
  const draw = ({ index }: TieredSeat, state: SeatStateCode, serial: number) => {
    if (!(index >= 0 && index < load.seatCount) || drawn.has(index))
      throw new Error(`seat ${index} of event ${load.eventId}: unknown or taken twice`);
    drawn.add(index);
    setSeatState(map, index, state);
    owners.writeUInt32BE(serial, 4 * index);
  };
  for (const seat of load.blocked) draw(seat, BLOCKED, 0);
  for (const { tier, quantity } of asUnits(load.blocked, load.blockedPlaces)) blocked[tier] = (blocked[tier] ?? 0) + quantity;
  const records = load.orders.map((order, at) => {
    for (const seat of order.seats) draw(seat, order.stage === 'SOLD' ? SOLD : HELD, at + 1);
    return packOrder(order);
  });
  const runs = packRuns(map, load.runs, load.seatCount, load.capacities.length);
  return { map, owners: Buffer.concat([owners, runs.bytes]), runWidth: runs.width, records, blocked };
}

/** The record of an order: nobody knows its secret, so it can be paid for and given up, but not released or extended. */
function packOrder(order: LoadedOrder): string {
  return packHold({
    secret: '-',
    buyer: order.buyer,
    stage: order.stage,
    // The order has its prices; nobody asks any more when its hold was granted.
    grantedAtMs: 0,
    selectByMs: 0,
    payByMs: order.payByMs,
    extensionsUsed: 0,
    orderNo: order.orderNo,
    seats: order.seats.map((seat) => seat.index),
    units: asUnits(order.seats, order.places),
  });
}

/** Units by tier: one a numbered seat, and the places. */
function asUnits(seats: TieredSeat[], places: TierQuantity[]): TierQuantity[] {
  const units = new Map<number, number>();
  for (const { tier } of seats) units.set(tier, (units.get(tier) ?? 0) + 1);
  for (const { tier, quantity } of places) units.set(tier, (units.get(tier) ?? 0) + quantity);
  return Array.from(units, ([tier, quantity]) => ({ tier, quantity }));
}
