import { type InventoryChange, parseInventoryChange } from '../domain/inventory-change.js';
import type { Id } from '../domain/id.js';
import type { MapCursor } from '../domain/seat.js';
import { eventKeys } from './keys.js';
import type { SeatScripts } from './seat.scripts.js';

/**
 * Reads the log of changes after a cursor, oldest first. Every version has one entry, so the log reaches back far enough exactly when the
 * cursor's own entry is still in it, and of the cursor's epoch.
 * @returns null when the log no longer reaches back that far, or the epoch is another
 */
export async function readChanges(scripts: SeatScripts, eventId: Id, cursor: MapCursor): Promise<InventoryChange[] | null> {
  const { deltas } = eventKeys(eventId);
  const entries = await scripts.read(() => scripts.redis.xrange(deltas, `${cursor.version}-0`, '+'), { key: deltas });
  const changes = entries.map(toChange);
  const first = changes.shift();
  return first?.epoch === cursor.epoch && first.version === cursor.version ? changes : null;
}

/** @returns the whole log, oldest first, as far as it reaches back. */
export async function readLog(scripts: SeatScripts, eventId: Id): Promise<InventoryChange[]> {
  const { deltas } = eventKeys(eventId);
  return (await scripts.read(() => scripts.redis.xrange(deltas, '-', '+'), { key: deltas })).map(toChange);
}

function toChange([, fields]: [string, string[]]): InventoryChange {
  return parseInventoryChange(fields[1] ?? '');
}
