import { readFileSync } from 'node:fs';
import type { Statement } from './ledger.js';

/**
 * Loads `sql/<name>.sql` as a statement of that name. Comments are dropped: they are for readers, and every execution of an
 * unnamed copy would send them.
 */
export function statement(name: string): Statement {
  const text = readFileSync(new URL(`./sql/${name}.sql`, import.meta.url), 'utf8');
  return { name, text: text.replaceAll(/^\s*--.*$/gm, '').trim() };
}
