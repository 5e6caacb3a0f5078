import type { ProblemList } from './problem.js';

/** Farthest that anything may lie from its parent, in the chart's units: far beyond any stadium drawn in pixels. */
export const FARTHEST = 1_000_000;

/** Also halves of surrogate pairs, which the ledger cannot keep. */
const CONTROL = /[\p{Cc}\p{Cs}]/u;
const COLOR = /^#(?:[0-9a-f]{3}|[0-9a-f]{6})$/i;

export type Fields = Record<string, unknown>;
export interface Point {
  x: number;
  y: number;
}

/**
 * Reads an untrusted document field by field. Each method returns a usable value and, when the document has none there, writes
 * a problem with its path; so one walk finds everything that is wrong.
 */
export class ChartReader {
  constructor(readonly problems: ProblemList) {}

  fields(value: unknown, path: string): Fields | null {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
    this.problems.add(path, value === undefined ? 'is missing' : 'must be an object');
    return null;
  }

  /** A list with at least one entry; an empty list when there is none. */
  list(value: unknown, path: string, most: number): unknown[] {
    if (!Array.isArray(value)) this.problems.add(path, value === undefined ? 'is missing' : 'must be a list');
    else if (value.length === 0) this.problems.add(path, 'must not be empty');
    else if (value.length > most) this.problems.add(path, `must have at most ${most} entries, has ${value.length}`);
    else return value;
    return [];
  }

  /** A text of 1 to `most` characters without spaces around it; null when there is none. */
  text(value: unknown, path: string, most: number): string | null {
    if (typeof value !== 'string') {
      this.problems.add(path, value === undefined ? 'is missing' : 'must be a text');
      return null;
    }
    const text = value.length <= most * 2 ? value.trim() : value;
    if (text === '') this.problems.add(path, 'must not be empty');
    else if (text.length > most) this.problems.add(path, `must have at most ${most} characters`);
    else if (CONTROL.test(text)) this.problems.add(path, 'must not contain control characters');
    else return text;
    return null;
  }

  color(value: unknown, path: string): string {
    if (typeof value === 'string' && COLOR.test(value)) {
      return value.length === 7 ? value : value.replace(/[0-9a-f]/gi, (digit) => digit + digit);
    }
    this.problems.add(path, value === undefined ? 'is missing' : 'must be a colour like #E87722');
    return '#000000';
  }

  number(value: unknown, path: string, least: number): number {
    if (typeof value !== 'number') this.problems.add(path, value === undefined ? 'is missing' : 'must be a number');
    else if (!Number.isFinite(value)) this.problems.add(path, 'must be a finite number');
    else if (value < least || value > FARTHEST) this.problems.add(path, `must lie between ${least} and ${FARTHEST}`);
    else return value;
    return 0;
  }

  position(value: unknown, path: string): Point {
    const fields = this.fields(value, path);
    if (fields === null) return { x: 0, y: 0 };
    return { x: this.number(fields['x'], `${path}.x`, -FARTHEST), y: this.number(fields['y'], `${path}.y`, -FARTHEST) };
  }
}
