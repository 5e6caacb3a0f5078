/** What is in every text that cannot be kept, and in few others; looking for it costs a tenth. */
const SUSPECT = /[\0\uD800-\uDFFF]/;
const UNSTORABLE = /[\0\p{Cs}]/u;
const UNSTORABLE_ALL = /[\0\p{Cs}]/gu;

/** Whether the ledger can keep a text: PostgreSQL has no U+0000 in text, and no half of a surrogate pair in JSON. */
export function isStorable(text: string): boolean {
  return !SUSPECT.test(text) || !UNSTORABLE.test(text);
}

function stored(text: string): string {
  return text.replaceAll(UNSTORABLE_ALL, '\u{FFFD}');
}

/** @returns a value of strangers as JSON text that the ledger can keep: U+FFFD stands for what it cannot (see `isStorable`). */
export function storableJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => {
    if (typeof part === 'string') return stored(part);
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).map(([key, inner]) => [stored(key), inner]));
  });
}

/** @returns a text to look for, with what no stored text has (see `isStorable`) made harmless: it finds nothing. */
export function searchable(text: string): string {
  return text.replaceAll('\0', '\u{FFFD}');
}

/** Control characters and line ends, and the marks that turn the direction of everything after them. */
const UNPRINTABLE = /[\p{Cc}\u2028\u2029\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]+/gu;

/** @returns a text of strangers as one line: it can neither begin a new header or line nor turn the text around it. */
export function oneLine(text: string): string {
  return text.replaceAll(UNPRINTABLE, ' ').replaceAll(/\s+/g, ' ').trim();
}
