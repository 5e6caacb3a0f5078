/**
 * Columns as array literals of PostgreSQL (manual, §8.15.6), for statements that take many rows as one array a column. The driver makes
 * literals of arrays too, but looks at each element as if it could be anything, which costs several times as much.
 */

/** What ends a quoted element, or quotes what follows. */
const SPECIAL = /["\\]/;
const SPECIALS = /["\\]/g;

/** @returns a literal of what cannot need quotes: numbers, ids, null. Never for a text of strangers. */
export function words<Row>(rows: readonly Row[], column: (row: Row) => number | string | null): string {
  return `{${rows.map((row) => column(row) ?? 'NULL').join(',')}}`;
}

/** @returns a literal of any texts, and of null */
export function texts<Row>(rows: readonly Row[], column: (row: Row) => string | null): string {
  let hasNull = false;
  const list = rows.map((row) => {
    const text = column(row);
    hasNull ||= text === null;
    return text === null || !SPECIAL.test(text) ? text : text.replaceAll(SPECIALS, String.raw`\$&`);
  });
  // One text with all the quotes in it, rather than one for each element.
  if (!hasNull && list.length > 0) return `{"${list.join('","')}"}`;
  return `{${list.map((text) => (text === null ? 'NULL' : `"${text}"`)).join(',')}}`;
}
