/**
 * Columns as array literals of PostgreSQL (manual, §8.15.6), for statements that take many rows as one array a column. The driver makes
 * literals of arrays too, but looks at each element as if it could be anything, which costs several times as much.
 */

/** @returns a literal of what cannot need quotes: numbers, ids, null. Never for a text of strangers. */
export function words<Row>(rows: readonly Row[], column: (row: Row) => number | string | null): string {
  let literal = '';
  for (const row of rows) literal += `${literal === '' ? '' : ','}${column(row) ?? 'NULL'}`;
  return `{${literal}}`;
}

/** @returns a literal of any texts */
export function texts<Row>(rows: readonly Row[], column: (row: Row) => string | null): string {
  let literal = '';
  for (const row of rows) {
    const text = column(row);
    literal += `${literal === '' ? '' : ','}${text === null ? 'NULL' : `"${SPECIAL.test(text) ? text.replaceAll(SPECIALS, String.raw`\$&`) : text}"`}`;
  }
  return `{${literal}}`;
}

/** What ends a quoted element, or quotes what follows. */
const SPECIAL = /["\\]/;
const SPECIALS = /["\\]/g;
