import type { Hall, HallSeat, HallSection } from './layout.js';
import { seatPath, type Look, type Shape } from './shapes.js';

const SVG = 'http://www.w3.org/2000/svg';

/** What the drawing must know of a seat that the chart does not say. */
export interface SeatFace {
  look: Look;
  shape: Shape;
  /** CSS colour of the tier. */
  color: string;
  /** Everything a reader needs in one name: place, tier, price, state. */
  name: string;
  /** Whether it can be chosen or given back now. */
  open: boolean;
}

/**
 * The hall as SVG, made once by hand and not by a framework: 1,231 seats are 1,231 elements, and a change of one seat writes a few
 * attributes of one element. For readers of the accessibility tree it is a grid: section, row, cell.
 */
export class HallDrawing {
  readonly svg = element('svg', { class: 'hall-svg', role: 'grid', 'aria-multiselectable': 'true' });
  readonly #cells: SVGPathElement[] = [];
  readonly #ring = element('circle', { class: 'ring', 'aria-hidden': 'true', r: '0' });
  readonly #radius: number;
  readonly #hall: Hall;
  #current = -1;

  constructor(hall: Hall, label: string, floorLabel: string | null) {
    this.#hall = hall;
    this.#radius = hall.pitch * 0.4;
    this.svg.setAttribute('aria-label', label);
    const scenery = element('g', { class: 'scenery', 'aria-hidden': 'true' });
    for (const section of hall.sections) scenery.append(...sectionScenery(section, hall.pitch));
    if (hall.floor && floorLabel) scenery.append(...floorScenery(hall.floor, floorLabel, hall.pitch));
    this.svg.append(scenery, this.#ring);
    for (const section of hall.sections) this.svg.append(this.#drawSection(section));
    this.setCurrent(hall.sections[0]?.rows[0]?.seats[0]?.index ?? -1);
  }

  /** Shows one seat as it is now. Writes only what differs. */
  paint(index: number, face: SeatFace): void {
    const cell = this.#cells[index];
    if (!cell) return;
    const key = `${face.look}|${face.open}|${face.name}|${face.color}`;
    if (cell.dataset['face'] === key) return;
    cell.dataset['face'] = key;
    cell.dataset['look'] = face.look;
    const seat = this.#hall.seats[index];
    cell.setAttribute('d', seatPath(face.shape, face.look, this.#radius, seat?.accessible));
    cell.setAttribute('aria-label', face.name);
    cell.setAttribute('aria-selected', String(face.look === 'selected' || face.look === 'mine'));
    cell.setAttribute('aria-disabled', String(!face.open));
    cell.style.setProperty('--tier', face.color);
  }

  /** Makes a seat the one stop of the Tab key. Focus moves only when asked, so a change of the map never steals it. */
  setCurrent(index: number, focus = false): void {
    this.#cells[this.#current]?.setAttribute('tabindex', '-1');
    this.#current = index;
    const cell = this.#cells[index];
    cell?.setAttribute('tabindex', '0');
    if (focus) cell?.focus({ preventScroll: true });
  }

  get current(): number {
    return this.#current;
  }

  /** Shows the focus ring around the current seat: outlines of SVG shapes differ too much between browsers. */
  showRing(visible: boolean): void {
    const seat = this.#hall.seats[this.#current];
    this.#ring.setAttribute('r', visible ? String(this.#radius * 1.65) : '0');
    if (seat) {
      this.#ring.setAttribute('cx', String(seat.x));
      this.#ring.setAttribute('cy', String(seat.y));
    }
  }

  /** The seat that an event hit, or -1. */
  static seatAt(target: EventTarget | null): number {
    const cell = (target as Element | null)?.closest?.('[data-seat]');
    return cell ? Number((cell as SVGElement).dataset['seat']) : -1;
  }

  #drawSection(section: HallSection): SVGGElement {
    const group = element('g', { role: 'rowgroup', 'aria-label': section.name });
    for (const row of section.rows) {
      const line = element('g', { role: 'row', 'aria-label': row.name });
      line.append(...row.seats.map((seat) => this.#drawSeat(seat)));
      group.append(line);
    }
    return group;
  }

  #drawSeat(seat: HallSeat): SVGPathElement {
    const cell = element('path', { role: 'gridcell', class: 'seat', tabindex: '-1', transform: `translate(${seat.x} ${seat.y})` });
    cell.dataset['seat'] = String(seat.index);
    this.#cells[seat.index] = cell;
    return cell;
  }
}

function sectionScenery(section: HallSection, pitch: number): SVGElement[] {
  const { x, y, width, height } = section.box;
  const margin = pitch * 1.2;
  const panel = { x: x - margin, y: y - margin, width: width + 2 * margin, height: height + 2 * margin, rx: pitch * 0.7 };
  const title = label(section.name, x - margin, y - margin - pitch * 0.45, pitch * 1.3, 'section-name');
  const rows = section.rows.flatMap((row) =>
    row.seats[0] ? [label(row.label, row.seats[0].x - pitch * 0.62, row.seats[0].y, pitch * 0.4, 'row-name')] : [],
  );
  return [element('rect', { class: 'section', ...strings(panel) }), title, ...rows];
}

function floorScenery(floor: { x: number; y: number; width: number; height: number }, text: string, pitch: number): SVGElement[] {
  const title = label(text, floor.x + floor.width / 2, floor.y + floor.height / 2, pitch * 1.9, 'floor-name');
  return [element('rect', { class: 'floor', ...strings({ ...floor, rx: pitch }) }), title];
}

function label(text: string, x: number, y: number, size: number, className: string): SVGElement {
  const node = element('text', { class: className, ...strings({ x, y, 'font-size': size }) });
  node.textContent = text;
  return node;
}

const strings = (values: Record<string, number>): Record<string, string> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));

function element<Name extends keyof SVGElementTagNameMap>(name: Name, attributes: Record<string, string>): SVGElementTagNameMap[Name] {
  const node = document.createElementNS(SVG, name);
  for (const [attribute, value] of Object.entries(attributes)) node.setAttribute(attribute, value);
  return node;
}
