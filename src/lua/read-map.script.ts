import type { InventorySnapshot, SaleStatus, TierCounts } from '../domain/inventory.js';
import { mapByteLength } from '../domain/seat.js';
import type { EventCall, ScriptContract } from './script.contract.js';

/** @returns the whole map in one look, or null while the inventory is lost. */
export const readMapScript: ScriptContract<EventCall, InventorySnapshot | null> = {
  name: 'read-map',
  words: ['MAP', 'MISSING'],
  reads: true,
  binary: true,
  keys: (keys) => [keys.meta, keys.map, keys.places],
  args: () => [],
  decode(reply) {
    if (reply.word === 'MISSING') return null;
    const cursor = { epoch: reply.integer(), version: reply.integer() };
    const atMs = reply.integer();
    const status = reply.text() as SaleStatus;
    const terms = { status, opensAtMs: reply.integer(), closesAtMs: reply.integer(), maxPerBuyer: reply.integer() };
    const seatCount = reply.integer();
    const map = reply.bytes();
    const tiers: TierCounts[] = [];
    while (!reply.done) {
      tiers.push({ tier: tiers.length, free: reply.integer(), held: reply.integer(), sold: reply.integer(), blocked: reply.integer() });
    }
    // A map of the wrong length was lost in part; what is lost must never read as free.
    return map.length === mapByteLength(seatCount) ? { cursor, atMs, terms, seatCount, map, tiers } : null;
  },
  closed: null,
};
