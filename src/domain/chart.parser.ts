import { ChartReader, type Fields, type Point } from './chart.reader.js';
import type { ChartLayout, ChartRow, ChartSeat, ChartSection } from './chart.js';
import { echo, ProblemList, type Problem } from './problem.js';

export const MOST_SEATS = 100_000;
const MOST_CATEGORIES = 50;
const NAME_LENGTH = 100;
const NUMBER_LENGTH = 20;
const GUID_LENGTH = 64;

export type ParsedChart = { kind: 'LAYOUT'; layout: ChartLayout } | { kind: 'PROBLEMS'; problems: Problem[] };

/**
 * Reads a document of the open seating-plan format (zones > rows > seats, positions relative to the parent).
 * One walk names every problem with its path (`zones[2].rows[0].seats[4].seat_guid`); at most 100 are listed. Unknown fields are
 * left aside. Never throws, whatever the document; time is linear in its size, and the walk ends at seat 100,001.
 */
export function parseSeatingPlan(document: unknown): ParsedChart {
  const problems = new ProblemList();
  const layout = new PlanWalk(problems).plan(document);
  return layout === null || problems.count > 0 ? { kind: 'PROBLEMS', problems: problems.list() } : { kind: 'LAYOUT', layout };
}

/** Seats keep a tenth of a unit: finer is not seen, and a hall's file stays small. `+ 0` turns -0 into 0. */
function tenth(value: number): number {
  return Math.round(value * 10) / 10 + 0;
}

/** What is read aloud. A section that is only a number says what it is. */
function labelOf(section: string, row: string, seat: string): string {
  return `${/^\d+$/.test(section) ? `Section ${section}` : section}, row ${row}, seat ${seat}`;
}

class PlanWalk {
  readonly #read: ChartReader;
  readonly #categories = new Set<string>();
  /** Path of the first seat with each guid and each label. */
  readonly #guids = new Map<string, string>();
  readonly #labels = new Map<string, string>();
  #seats = 0;

  constructor(readonly problems: ProblemList) {
    this.#read = new ChartReader(problems);
  }

  plan(document: unknown): ChartLayout | null {
    const plan = this.#read.fields(document, '');
    if (plan === null) return null;
    const name = this.#read.text(plan['name'], 'name', NAME_LENGTH) ?? '';
    const size = this.#read.fields(plan['size'], 'size') ?? { width: 1, height: 1 };
    return {
      name,
      size: { width: this.#read.number(size['width'], 'size.width', 1), height: this.#read.number(size['height'], 'size.height', 1) },
      categories: this.#readCategories(plan['categories']),
      sections: this.#sections(plan['zones']),
    };
  }

  #readCategories(value: unknown): ChartLayout['categories'] {
    return this.#read.list(value, 'categories', MOST_CATEGORIES).flatMap((entry, at) => {
      const path = `categories[${at}]`;
      const fields = this.#read.fields(entry, path);
      if (fields === null) return [];
      const color = this.#read.color(fields['color'], `${path}.color`);
      const name = this.#read.text(fields['name'], `${path}.name`, NAME_LENGTH);
      if (name === null) return [];
      if (this.#categories.has(name)) this.problems.add(`${path}.name`, `duplicate: ${echo(name)}`);
      this.#categories.add(name);
      return [{ name, color }];
    });
  }

  #sections(value: unknown): ChartSection[] {
    const names = new Map<string, string>();
    const sections: ChartSection[] = [];
    for (const [at, entry] of this.#read.list(value, 'zones', MOST_SEATS).entries()) {
      if (this.#seats > MOST_SEATS) break;
      const path = `zones[${at}]`;
      const zone = this.#read.fields(entry, path);
      if (zone === null) continue;
      const name = this.#read.text(zone['name'], `${path}.name`, NAME_LENGTH);
      const fresh = this.#first(names, name, `${path}.name`);
      const origin = this.#read.position(zone['position'], `${path}.position`);
      sections.push({ name: name ?? '', rows: this.#rows(zone['rows'], path, origin, fresh ? name : null) });
    }
    return sections;
  }

  /** `section` is null where labels would only repeat a problem that is named already. */
  #rows(value: unknown, zonePath: string, origin: Point, section: string | null): ChartRow[] {
    const labels = new Map<string, string>();
    const rows: ChartRow[] = [];
    for (const [at, entry] of this.#read.list(value, `${zonePath}.rows`, MOST_SEATS).entries()) {
      if (this.#seats > MOST_SEATS) break;
      const path = `${zonePath}.rows[${at}]`;
      const row = this.#read.fields(entry, path);
      if (row === null) continue;
      const label = this.#read.text(row['row_number'], `${path}.row_number`, NUMBER_LENGTH);
      const fresh = this.#first(labels, label, `${path}.row_number`);
      const offset = this.#read.position(row['position'], `${path}.position`);
      const corner = { x: origin.x + offset.x, y: origin.y + offset.y };
      const prefix = section !== null && label !== null && fresh ? { section, row: label } : null;
      rows.push({ label: label ?? '', seats: this.#rowSeats(row['seats'], path, corner, prefix) });
    }
    return rows;
  }

  #rowSeats(value: unknown, rowPath: string, corner: Point, prefix: { section: string; row: string } | null): ChartSeat[] {
    const seats: ChartSeat[] = [];
    for (const [at, entry] of this.#read.list(value, `${rowPath}.seats`, MOST_SEATS).entries()) {
      this.#seats += 1;
      if (this.#seats > MOST_SEATS) {
        this.problems.add('zones', `must have at most ${MOST_SEATS} seats in all`);
        break;
      }
      const path = `${rowPath}.seats[${at}]`;
      const fields = this.#read.fields(entry, path);
      if (fields !== null) seats.push(this.#seat(fields, path, corner, prefix));
    }
    return seats;
  }

  #seat(fields: Fields, path: string, corner: Point, prefix: { section: string; row: string } | null): ChartSeat {
    const guid = this.#read.text(fields['seat_guid'], `${path}.seat_guid`, GUID_LENGTH);
    this.#first(this.#guids, guid, `${path}.seat_guid`);
    const number = this.#read.text(fields['seat_number'], `${path}.seat_number`, NUMBER_LENGTH);
    const label = prefix === null || number === null ? '' : labelOf(prefix.section, prefix.row, number);
    if (label !== '') this.#first(this.#labels, label, `${path}.seat_number`);
    const offset = this.#read.position(fields['position'], `${path}.position`);
    return {
      index: this.#seats - 1,
      guid: guid ?? '',
      label,
      number: number ?? '',
      x: tenth(corner.x + offset.x),
      y: tenth(corner.y + offset.y),
      category: this.#category(fields['category'], `${path}.category`),
      accessible: this.#accessible(fields['accessible'], `${path}.accessible`),
    };
  }

  #category(value: unknown, path: string): string {
    const name = this.#read.text(value, path, NAME_LENGTH);
    if (name !== null && !this.#categories.has(name)) this.problems.add(path, `unknown category ${echo(name)}`);
    return name ?? '';
  }

  #accessible(value: unknown, path: string): boolean {
    if (value !== undefined && typeof value !== 'boolean') this.problems.add(path, 'must be true or false');
    return value === true;
  }

  /** @returns whether `text` is seen for the first time; if not, names where it was before. */
  #first(seen: Map<string, string>, text: string | null, path: string): boolean {
    if (text === null) return false;
    const before = seen.get(text);
    if (before === undefined) seen.set(text, path);
    else this.problems.add(path, `duplicate: ${echo(text)} is already at ${before}`);
    return before === undefined;
  }
}
