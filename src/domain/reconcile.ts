import type { EventModel } from './event.js';
import type { InventorySnapshot } from './inventory.js';
import type { OrderStatus } from './order.js';
import { seatStateAt, SEAT_STATES, type SeatState } from './seat.js';

/** What the ledger knows of an event's units. */
export interface LedgerView {
  items: { orderNo: string; status: OrderStatus; tierId: string; seatIndex: number | null }[];
  blocks: { tierId: string; seatIndex: number | null; quantity: number }[];
}

/** One disagreement; `orderNo` is the order that the ledger has on the seat. */
export interface Disagreement {
  kind: 'SEAT' | 'TIER' | 'INVENTORY';
  seat: number | null;
  /** Position of the tier. */
  tier: number | null;
  redis: string;
  ledger: string;
  orderNo: string | null;
}

/** What the ledger wants a seat to read. null: nothing, so free and held by a selection are both right. */
type Wanted = { state: SeatState; orderNo: string | null };

/**
 * Compares a map with the ledger, seat by seat and tier by tier. A seat without order and without block may be free or held: a selection
 * lives in Redis only. An order that waits for its payment must be held; a paid one sold.
 */
export function compareWithLedger(event: EventModel, snapshot: InventorySnapshot, ledger: LedgerView): Disagreement[] {
  const wanted = wantedBySeat(ledger);
  const found: Disagreement[] = [];
  for (let seat = 0; seat < snapshot.seatCount; seat += 1) {
    const redis = SEAT_STATES[seatStateAt(snapshot.map, seat)]!;
    const want = wanted.get(seat);
    const right = want === undefined ? redis === 'FREE' || redis === 'HELD' : redis === want.state;
    if (!right) found.push({ kind: 'SEAT', seat, tier: null, redis, ledger: want?.state ?? 'FREE', orderNo: want?.orderNo ?? null });
  }
  return [...found, ...event.tiers.flatMap((tier) => compareTier(tier, snapshot, ledger))];
}

function wantedBySeat(ledger: LedgerView): Map<number, Wanted> {
  const wanted = new Map<number, Wanted>();
  for (const block of ledger.blocks) if (block.seatIndex !== null) wanted.set(block.seatIndex, { state: 'BLOCKED', orderNo: null });
  for (const { seatIndex, status, orderNo } of ledger.items) {
    if (seatIndex !== null) wanted.set(seatIndex, { state: status === 'PENDING' ? 'HELD' : 'SOLD', orderNo });
  }
  return wanted;
}

/** Sold and blocked must be equal; held must cover the orders that wait for their payment. */
function compareTier(tier: EventModel['tiers'][number], snapshot: InventorySnapshot, ledger: LedgerView): Disagreement[] {
  const counts = snapshot.tiers.find((candidate) => candidate.tier === tier.position);
  const items = ledger.items.filter((item) => item.tierId === tier.id);
  const pending = items.filter((item) => item.status === 'PENDING').length;
  const sold = items.length - pending;
  const blocked = ledger.blocks.filter((block) => block.tierId === tier.id).reduce((sum, block) => sum + block.quantity, 0);
  const row = (redis: string, said: string): Disagreement => ({
    kind: 'TIER',
    seat: null,
    tier: tier.position,
    redis,
    ledger: said,
    orderNo: null,
  });
  if (counts === undefined) return [row('nothing', `${tier.capacity} units`)];
  const rows: Disagreement[] = [];
  const total = counts.free + counts.held + counts.sold + counts.blocked;
  if (total !== tier.capacity) rows.push(row(`${total} units`, `${tier.capacity} units`));
  if (counts.sold !== sold) rows.push(row(`${counts.sold} sold`, `${sold} sold`));
  if (counts.held < pending) rows.push(row(`${counts.held} held`, `${pending} waiting for payment`));
  if (counts.blocked !== blocked) rows.push(row(`${counts.blocked} blocked`, `${blocked} blocked`));
  return rows;
}

/** @returns what two looks both show, for seats only where the map did not change in between: the rest was on its way. */
export function seenTwice(first: Disagreement[], second: Disagreement[]): Disagreement[] {
  const key = (row: Disagreement) => JSON.stringify([row.kind, row.seat, row.tier, row.redis, row.ledger, row.orderNo]);
  const before = new Set(first.map(key));
  return second.filter((row) => before.has(key(row)));
}
