import { isId } from '../domain/id.js';
import { decodeCursor } from '../domain/page.js';
import { AisleError } from '../errors/aisle-error.js';

/** What a key column of a cursor must look like before it may reach a statement. */
export type KeyKind = 'id' | 'time' | 'text';

function fits(key: string, kind: KeyKind): boolean {
  if (kind === 'id') return isId(key);
  return kind === 'text' ? !key.includes('\0') : isMoment(key);
}

/** Whether a text is a moment as cursors write it, which the ledger can read: 30 February is not, and there is no year 0. */
function isMoment(key: string): boolean {
  const ms = Date.parse(key);
  return /^\d{4}-/.test(key) && !key.startsWith('0000') && !Number.isNaN(ms) && new Date(ms).toISOString() === key;
}

/**
 * @returns the keys of the row a page goes on behind; as many nulls for the first page.
 * @throws AisleError BAD_USER_INPUT for a text that is not a cursor of this list.
 */
export function keysAfter(after: string | null, kinds: readonly KeyKind[]): (string | null)[] {
  if (after === null) return kinds.map(() => null);
  const keys = decodeCursor(after, kinds.length);
  if (keys !== null && kinds.every((kind, at) => fits(keys[at]!, kind))) return keys;
  throw new AisleError('BAD_USER_INPUT', 'This is not a cursor of this list.', {
    problems: [{ path: 'after', message: 'is not a cursor of this list' }],
  });
}
