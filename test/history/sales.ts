import { Redis } from 'ioredis';
import pg from 'pg';
import { newId } from '../../src/domain/id.js';
import type { LineRules } from '../../src/domain/line.js';
import type { InventoryLoad } from '../../src/domain/inventory.js';
import { eventKeys } from '../../src/lua/keys.js';
import { unpackHold } from '../../src/lua/packed-hold.js';
import type { GraphQLClient } from '../support/graphql-client.js';
import { openSale } from '../support/sale.js';
import { fenceNumber, type Owned } from './history.js';
import { connectInventory } from './inventory.connection.js';
import type { SaleAtHand } from './till.js';

/** What is sold in every round of a recording. */
export interface Hall {
  seatCount: number;
  places: number;
  maxPerBuyer: number;
}

export interface HoldTimes {
  holdMs: number;
  extensionMs: number;
  extensions: number;
}

const DAY_MS = 86_400_000;

/** Opens sales of the box office itself, by staff's own operations. */
export async function openHttpSales(staff: GraphQLClient, rounds: number, hall: Hall, times: HoldTimes): Promise<SaleAtHand[]> {
  const sales: SaleAtHand[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const { seatCount, places, maxPerBuyer } = hall;
    const sale = await openSale(staff, { rows: seatCount / 20, seatsPerRow: 20, standing: places, maxPerBuyer });
    const terms = { event: sale.eventId, seatCount, capacities: [[1, places]] as [number, number][], maxPerBuyer, ...times };
    sales.push({ terms, detail: { tierIds: [sale.seatedTier.id, sale.standingTier.id] } });
  }
  return sales;
}

/** What an inventory of one sale is loaded with; a sale of its own ledger is loaded by the box office. */
type Load = Omit<InventoryLoad, 'epoch' | 'orders'>;

/**
 * Loads sales into the inventory alone; no ledger knows of them.
 */
export async function openScriptSales(at: { redisUrl: string; dist: string }, terms: ScriptSales): Promise<SaleAtHand[]> {
  const { inventory, close } = await connectInventory(at.redisUrl, at.dist);
  const { seatCount, places, maxPerBuyer } = terms.hall;
  const sales: SaleAtHand[] = [];
  for (let round = 0; round < terms.rounds; round += 1) {
    const eventId = newId();
    const load: Load = {
      eventId,
      seatCount,
      capacities: [seatCount, places],
      status: 'SELLING',
      opensAtMs: terms.opensAtMs ?? 1,
      closesAtMs: Date.now() + DAY_MS,
      maxPerBuyer,
      blocked: [],
      blockedPlaces: [],
    };
    await inventory.prepare({ ...load, epoch: 1, orders: [] });
    const capacities: [number, number][] = [[1, places]];
    sales.push({
      terms: {
        event: eventId,
        seatCount,
        capacities,
        maxPerBuyer,
        watched: true,
        ...terms.times,
        ...(terms.gate ? { gate: terms.gate } : {}),
      },
      detail: { load },
    });
  }
  close();
  return sales;
}

export interface ScriptSales {
  rounds: number;
  hall: Hall;
  times: HoldTimes;
  /** For events with a waiting room. */
  gate?: LineRules;
  /** A time far off where somebody else sets it; default long ago. */
  opensAtMs?: number;
}

/** What a sale of the inventory alone was loaded with. */
export function loadOf({ detail }: SaleAtHand): Load {
  return detail['load'] as Load;
}

/** What the ledger says of who owns what. */
export async function ownedByLedger(databaseUrl: string, sale: SaleAtHand): Promise<Owned[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const { rows } = await client.query<{ epoch: number; serial: number; status: string; tier_id: string; seat_index: number | null }>(
    `SELECT o.hold_epoch AS epoch, o.hold_serial AS serial, o.status, i.tier_id, i.seat_index
     FROM orders o JOIN order_item i USING (order_no) WHERE o.event_id = $1 AND i.live`,
    [sale.terms.event],
  );
  await client.end();
  const byFence = new Map<number, Owned>();
  const tierIds = sale.detail['tierIds'] as string[];
  for (const { epoch, serial, status, tier_id, seat_index } of rows) {
    const fence = fenceNumber(epoch, serial);
    const stage = status === 'PENDING' ? 'PAYING' : 'SOLD';
    const owned: Owned = byFence.get(fence) ?? { fence, stage, seats: [], places: [] };
    byFence.set(fence, owned);
    if (seat_index !== null) owned.seats.push(seat_index);
    else addPlace(owned, tierIds.indexOf(tier_id));
  }
  return [...byFence.values()];
}

function addPlace(owned: Owned, tier: number): void {
  const entry = owned.places.find(([of]) => of === tier);
  if (entry) entry[1] += 1;
  else owned.places.push([tier, 1]);
}

/** What the inventory itself says, for sales without a ledger. */
export async function ownedByInventory(redisUrl: string, sale: SaleAtHand): Promise<Owned[]> {
  const redis = new Redis(redisUrl);
  const eventId = sale.terms.event;
  const records = await redis.hgetall(eventKeys(eventId).holds);
  redis.disconnect();
  delete records['0'];
  return Object.entries(records)
    .map(([serial, text]) => unpackHold(text, { eventId, epoch: 1, serial: Number(serial), nowMs: 0 }))
    .filter(({ stage }) => stage !== 'SELECTING')
    .map(({ serial, seats, units, stage }) => ({
      fence: fenceNumber(1, serial),
      seats,
      places: units.filter(({ tier }) => tier === 1).map(({ tier, quantity }) => [tier, quantity] as [number, number]),
      stage: stage === 'SOLD' ? 'SOLD' : 'PAYING',
    }));
}
