/** One step of an event's version line: what changed on the map. */
export interface InventoryChange {
  epoch: number;
  version: number;
  atMs: number;
  /** Words `index << 2 | state`. */
  seats: number[];
  /** Free units afterwards, of every tier touched. */
  free: { tier: number; free: number }[];
  /** First 16 characters of the hash of the operation that caused it; empty for expiry and the ledger's own changes, LOAD for the first. */
  operation: string;
}

/** What the first change of an epoch names as its operation. */
export const LOAD = 'load';

/**
 * Reads `epoch|version|atMs|word,word|tier=free,tier=free|operation`, as scripts log and publish it. A change without seats and of a
 * new epoch says that the event was loaded anew: whoever watches takes a snapshot.
 * @throws on a text of another shape
 */
export function parseInventoryChange(text: string): InventoryChange {
  const [epoch = '', version = '', atMs = '', words, places, operation, ...rest] = text.split('|');
  const numbers = [epoch, version, atMs].map(Number);
  if (words === undefined || places === undefined || operation === undefined || rest.length > 0 || !numbers.every(Number.isSafeInteger)) {
    throw new Error(`not a change of an inventory: ${text.slice(0, 80)}`);
  }
  return {
    epoch: numbers[0]!,
    version: numbers[1]!,
    atMs: numbers[2]!,
    seats: words === '' ? [] : words.split(',').map(Number),
    free: places === '' ? [] : places.split(',').map(parsePlaces),
    operation,
  };
}

function parsePlaces(text: string): { tier: number; free: number } {
  const [tier, free] = text.split('=');
  return { tier: Number(tier), free: Number(free) };
}
