import type { Box } from './layout.js';

const STEP = 1.5;
const MOVED_PX = 6;

interface Point {
  x: number;
  y: number;
}

/**
 * The window onto the hall: which part of it the SVG shows. Buttons, wheel, dragging and two fingers move it; the page itself
 * still scrolls where the window has nothing left to do.
 */
export class Viewport {
  readonly #svg: SVGSVGElement;
  readonly #whole: Box;
  readonly #deepest: number;
  readonly #pointers = new Map<number, Point>();
  #view: Box;
  #dragged = false;
  #travelled = 0;
  readonly #onChange: (zoomed: boolean) => void;

  /** @param closest the smallest width, in chart units, that can fill the window. */
  constructor(svg: SVGSVGElement, whole: Box, closest: number, onChange: (zoomed: boolean) => void) {
    this.#svg = svg;
    this.#whole = whole;
    this.#view = { ...whole };
    this.#deepest = Math.max(1, whole.width / closest);
    this.#onChange = onChange;
    svg.addEventListener('wheel', this.#wheel, { passive: false });
    svg.addEventListener('pointerdown', this.#down);
    svg.addEventListener('pointermove', this.#move);
    for (const end of ['pointerup', 'pointercancel', 'pointerleave'] as const) svg.addEventListener(end, this.#up);
    this.#show();
  }

  /** 1 shows the whole hall. */
  get zoom(): number {
    return this.#whole.width / this.#view.width;
  }

  /** Screen pixels of one chart unit, as it is shown now. */
  get scale(): number {
    const shown = this.#svg.getBoundingClientRect();
    return Math.min(shown.width / this.#view.width, shown.height / this.#view.height);
  }

  /** True right after a gesture that moved the window: the click that ends it is not meant for a seat. */
  get justDragged(): boolean {
    return this.#dragged;
  }

  zoomIn(): void {
    this.zoomAt(STEP, this.#center());
  }
  zoomOut(): void {
    this.zoomAt(1 / STEP, this.#center());
  }
  reset(): void {
    this.zoomAt(1 / this.zoom, this.#center());
  }

  /** Zooms by a factor and keeps the given point of the hall where it is. @returns whether anything moved. */
  zoomAt(factor: number, at: Point): boolean {
    const zoom = Math.min(this.#deepest, Math.max(1, this.zoom * factor));
    const ratio = this.zoom / zoom;
    if (Math.abs(ratio - 1) < 1e-6) return false;
    const { x, y, width, height } = this.#view;
    this.#view = { x: at.x - (at.x - x) * ratio, y: at.y - (at.y - y) * ratio, width: width * ratio, height: height * ratio };
    this.#show();
    return true;
  }

  /** Moves the window, as little as needed, so that a point is not at its edge. */
  reveal(at: Point): void {
    const { x, y, width, height } = this.#view;
    const margin = Math.min(width, height) * 0.12;
    const shift = (value: number, from: number, size: number): number =>
      value < from + margin ? value - from - margin : value > from + size - margin ? value - from - size + margin : 0;
    this.#pan(shift(at.x, x, width), shift(at.y, y, height));
  }

  /** Where on the hall a point of the screen lies. */
  toHall(clientX: number, clientY: number): Point {
    const matrix = this.#svg.getScreenCTM();
    return matrix ? new DOMPoint(clientX, clientY).matrixTransform(matrix.inverse()) : this.#center();
  }

  #center(): Point {
    return { x: this.#view.x + this.#view.width / 2, y: this.#view.y + this.#view.height / 2 };
  }

  #pan(dx: number, dy: number): void {
    this.#view.x += dx;
    this.#view.y += dy;
    this.#show();
  }

  #show(): void {
    const { width, height } = this.#view;
    const keep = (value: number, from: number, size: number, shown: number): number => Math.min(Math.max(value, from), from + size - shown);
    this.#view.x = keep(this.#view.x, this.#whole.x, this.#whole.width, width);
    this.#view.y = keep(this.#view.y, this.#whole.y, this.#whole.height, height);
    this.#svg.setAttribute('viewBox', `${this.#view.x} ${this.#view.y} ${width} ${height}`);
    this.#svg.classList.toggle('zoomed', this.zoom > 1.01);
    this.#onChange(this.zoom > 1.01);
  }

  #wheel = (event: WheelEvent): void => {
    const moved = this.zoomAt(Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.002)), this.toHall(event.clientX, event.clientY));
    if (moved || event.ctrlKey) event.preventDefault();
  };

  #down = (event: PointerEvent): void => {
    if (this.#pointers.size === 0) {
      this.#dragged = false;
      this.#travelled = 0;
    }
    this.#pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
  };

  #move = (event: PointerEvent): void => {
    const before = this.#pointers.get(event.pointerId);
    if (!before) return;
    const now = { x: event.clientX, y: event.clientY };
    this.#travelled += Math.hypot(now.x - before.x, now.y - before.y);
    if (this.#travelled > MOVED_PX) this.#dragged = true;
    const other = [...this.#pointers].find(([id]) => id !== event.pointerId)?.[1];
    this.#pointers.set(event.pointerId, now);
    if (other) this.#pinch(before, now, other);
    else if (this.#dragged && this.zoom > 1.01) this.#pan((before.x - now.x) / this.scale, (before.y - now.y) / this.scale);
  };

  #pinch(before: Point, now: Point, other: Point): void {
    const distance = (point: Point): number => Math.hypot(point.x - other.x, point.y - other.y);
    this.#dragged = true;
    this.zoomAt(distance(now) / Math.max(1, distance(before)), this.toHall((now.x + other.x) / 2, (now.y + other.y) / 2));
  }

  #up = (event: PointerEvent): void => {
    this.#pointers.delete(event.pointerId);
  };
}
