/** The geometry of a chart, as `Chart.layoutUrl` serves it. Coordinates are absolute, in the chart's own units. */
export interface Layout {
  name: string;
  size: { width: number; height: number };
  categories: { name: string; color: string }[];
  sections: LayoutSection[];
}
export interface LayoutSection {
  name: string;
  rows: LayoutRow[];
}
export interface LayoutRow {
  label: string;
  seats: LayoutSeat[];
}
export interface LayoutSeat {
  index: number;
  label: string;
  number: string;
  x: number;
  y: number;
  category: string;
  accessible?: boolean;
}

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** A seat of the hall with its way back to row and section. */
export interface HallSeat {
  index: number;
  /** "Block A, row 1, seat 14" */
  name: string;
  number: string;
  category: string;
  accessible: boolean;
  x: number;
  y: number;
  row: HallRow;
}
export interface HallRow {
  name: string;
  label: string;
  section: HallSection;
  seats: HallSeat[];
}
export interface HallSection {
  name: string;
  rows: HallRow[];
  box: Box;
}

/** The hall as the page draws and walks it. `seats` is addressed by seat index. */
export interface Hall {
  sections: HallSection[];
  seats: HallSeat[];
  /** Colours that the chart gives its categories. */
  colors: ReadonlyMap<string, string>;
  /** Distance of neighbours in a row. */
  pitch: number;
  box: Box;
  /** The open middle, where there is one: the floor of an arena. */
  floor: Box | null;
}

/** Half the distance that sections keep from each other, in seats. */
const GANGWAY = 1.6;
const WIDEST_STRETCH = 1.3;

/** Loads a layout. Its address carries a hash of its content, so the browser may keep it for ever. */
export async function loadLayout(layoutUrl: string): Promise<Layout> {
  const response = await fetch(new URL(layoutUrl, location.href).pathname);
  if (!response.ok) throw new Error(`The layout answered ${response.status}.`);
  return (await response.json()) as Layout;
}

/** Turns a layout into a hall: links rows and sections, moves sections apart that overlap, finds the open middle. */
export function buildHall(layout: Layout): Hall {
  const sections = layout.sections.map(linkSection);
  const seats: HallSeat[] = [];
  for (const section of sections) for (const row of section.rows) for (const seat of row.seats) seats[seat.index] = seat;
  const pitch = medianPitch(sections);
  spread(sections, pitch);
  const box = grow(union(sections.map((section) => withTitle(section.box, pitch))), pitch * 0.4);
  const colors = new Map(layout.categories.map(({ name, color }) => [name, color]));
  return { sections, seats, colors, pitch, box, floor: openMiddle(sections, box, pitch) };
}

function linkSection(source: LayoutSection): HallSection {
  const section: HallSection = { name: source.name, rows: [], box: { x: 0, y: 0, width: 0, height: 0 } };
  section.rows = source.rows.map((sourceRow) => {
    const row: HallRow = { name: `${source.name}, row ${sourceRow.label}`, label: sourceRow.label, section, seats: [] };
    row.seats = sourceRow.seats.map((seat) => ({ ...seat, name: seat.label, accessible: seat.accessible ?? false, row }));
    return row;
  });
  section.box = boxOf(section);
  return section;
}

function boxOf(section: HallSection): Box {
  return union(section.rows.flatMap((row) => row.seats.map((seat) => ({ x: seat.x, y: seat.y, width: 0, height: 0 }))));
}

function medianPitch(sections: readonly HallSection[]): number {
  const gaps: number[] = [];
  for (const section of sections) {
    for (const { seats } of section.rows) {
      for (let i = 1; i < seats.length; i++) gaps.push(Math.hypot(seats[i]!.x - seats[i - 1]!.x, seats[i]!.y - seats[i - 1]!.y));
    }
  }
  return gaps.sort((a, b) => a - b)[gaps.length >> 1] || 20;
}

/**
 * Charts place sections edge to edge, or a little over it. Stretching their origins, not the sections, leaves a gangway between.
 * A hall whose sections lie over each other on purpose, such as the ranks of a stadium, stays as it is.
 */
function spread(sections: readonly HallSection[], pitch: number): void {
  const origin = union(sections.map((section) => section.box));
  const stretched = (factor: number): Box[] =>
    sections.map(({ box }) => ({ ...box, x: origin.x + (box.x - origin.x) * factor, y: origin.y + (box.y - origin.y) * factor }));
  for (let factor = 1; factor <= WIDEST_STRETCH; factor += 0.02) {
    const boxes = stretched(factor);
    if (anyOverlap(boxes.map((box) => grow(box, pitch * GANGWAY)))) continue;
    sections.forEach((section, position) => moveSection(section, boxes[position]!));
    return;
  }
}

function moveSection(section: HallSection, to: Box): void {
  const [dx, dy] = [to.x - section.box.x, to.y - section.box.y];
  section.box = to;
  for (const seat of section.rows.flatMap((row) => row.seats)) {
    seat.x += dx;
    seat.y += dy;
  }
}

/** The larger of two stretches around the middle that no section reaches into (tall first, wide first), if it is worth drawing. */
function openMiddle(sections: readonly HallSection[], box: Box, pitch: number): Box | null {
  const [cx, cy] = [box.x + box.width / 2, box.y + box.height / 2];
  const inside = grow(box, -pitch);
  const boxes = sections.map((section) => withTitle(section.box, pitch));
  if (boxes.some((other) => contains(other, cx, cy))) return null;
  const between = (others: readonly Box[], from: 'x' | 'y', size: 'width' | 'height', middle: number): [number, number] => [
    Math.max(inside[from], ...others.filter((other) => other[from] < middle).map((other) => other[from] + other[size])),
    Math.min(inside[from] + inside[size], ...others.filter((other) => other[from] > middle).map((other) => other[from])),
  ];
  const [top, bottom] = between(
    boxes.filter((other) => other.x < cx && other.x + other.width > cx),
    'y',
    'height',
    cy,
  );
  const [left, right] = between(
    boxes.filter((other) => other.y < bottom && other.y + other.height > top),
    'x',
    'width',
    cx,
  );
  const [wideTop, wideBottom] = between(boxes, 'y', 'height', cy);
  const tall = { x: left, y: top, width: right - left, height: bottom - top };
  const wide = { x: inside.x, y: wideTop, width: inside.width, height: wideBottom - wideTop };
  const floor = area(wide) >= area(tall) ? wide : tall;
  return floor.width > box.width / 4 && floor.height > box.height / 8 ? floor : null;
}

/** The room that a section takes with its panel and its name above it. */
function withTitle(box: Box, pitch: number): Box {
  return { x: box.x - pitch * 1.6, y: box.y - pitch * 3, width: box.width + pitch * 3.2, height: box.height + pitch * 4.6 };
}

const area = (box: Box): number => Math.max(0, box.width) * Math.max(0, box.height);

function anyOverlap(boxes: readonly Box[]): boolean {
  return boxes.some((a, position) =>
    boxes.slice(position + 1).some((b) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height),
  );
}

const contains = (box: Box, x: number, y: number): boolean => x > box.x && x < box.x + box.width && y > box.y && y < box.y + box.height;
const grow = (box: Box, by: number): Box => ({ x: box.x - by, y: box.y - by, width: box.width + 2 * by, height: box.height + 2 * by });

function union(boxes: readonly Box[]): Box {
  const x = Math.min(...boxes.map((box) => box.x));
  const y = Math.min(...boxes.map((box) => box.y));
  return {
    x,
    y,
    width: Math.max(...boxes.map((box) => box.x + box.width)) - x,
    height: Math.max(...boxes.map((box) => box.y + box.height)) - y,
  };
}
