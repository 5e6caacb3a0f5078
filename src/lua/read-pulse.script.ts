import type { SaleStatus } from '../domain/inventory.js';
import type { InventoryPulse } from '../domain/pulse.js';
import type { EventCall, ScriptContract } from './script.contract.js';

/** @returns the state of a sale in a few numbers, or null while the inventory is lost, or a part of it. */
export const readPulseScript: ScriptContract<EventCall, InventoryPulse | null> = {
  name: 'read-pulse',
  words: ['PULSE', 'MISSING'],
  reads: true,
  keys: (keys) => [keys.meta, keys.map, keys.owners, keys.places, keys.holds, keys.deadlines, keys.buyers, keys.orders, keys.deltas],
  args: () => [],
  decode(reply) {
    if (reply.word === 'MISSING') return null;
    const cursor = { epoch: reply.integer(), version: reply.integer() };
    const nowMs = reply.integer();
    const status = reply.text() as SaleStatus;
    const terms = { status, opensAtMs: reply.integer(), closesAtMs: reply.integer(), maxPerBuyer: reply.integer() };
    const firstDueMs = reply.integer();
    return { cursor, nowMs, terms, firstDueMs: firstDueMs === 0 ? null : firstDueMs, held: reply.integers() };
  },
  closed: null,
};
