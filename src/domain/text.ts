const UNSTORABLE = /[\0\p{Cs}]/u;

/** Whether the ledger can keep a text: PostgreSQL has no U+0000 in text, and no half of a surrogate pair in JSON. */
export function isStorable(text: string): boolean {
  return !UNSTORABLE.test(text);
}

/** @returns a text to look for, with what no stored text has (see `isStorable`) made harmless: it finds nothing. */
export function searchable(text: string): string {
  return text.replaceAll('\0', '\u{FFFD}');
}
