/** A page of a list that is read by key: `after` is the cursor of the last row seen, decoded. */
export interface PageRequest {
  first: number;
  after: string | null;
}

/** A Relay connection before it is dressed as one. */
export interface Page<Row> {
  rows: { cursor: string; node: Row }[];
  hasNextPage: boolean;
  /** Null where counting would cost more than it tells. */
  totalCount: number | null;
}

/** Packs key columns into an opaque cursor. */
export function encodeCursor(...keys: string[]): string {
  return Buffer.from(JSON.stringify(keys)).toString('base64url');
}

/** @returns the key columns, or null when the text was never a cursor with `length` keys. */
export function decodeCursor(cursor: string, length: number): string[] | null {
  try {
    const keys: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    const whole = Array.isArray(keys) && keys.length === length && keys.every((key) => typeof key === 'string');
    return whole ? (keys as string[]) : null;
  } catch {
    return null;
  }
}

/** Makes a page of `first` rows out of up to `first + 1` rows that were read. */
export function pageOf<Row>(rows: Row[], first: number, cursorOf: (row: Row) => string, totalCount: number | null = null): Page<Row> {
  return {
    rows: rows.slice(0, first).map((node) => ({ cursor: cursorOf(node), node })),
    hasNextPage: rows.length > first,
    totalCount,
  };
}
