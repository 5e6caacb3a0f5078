import { isId } from '../domain/id.js';
import { decodeCursor } from '../domain/page.js';
import { AisleError } from '../errors/aisle-error.js';

/** What a key column of a cursor must look like before it may reach a statement. */
export type KeyKind = 'id' | 'time' | 'text';

function fits(key: string, kind: KeyKind): boolean {
  if (kind === 'id') return isId(key);
  return kind === 'text' ? !key.includes('\0') : /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(key) && !Number.isNaN(Date.parse(key));
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
