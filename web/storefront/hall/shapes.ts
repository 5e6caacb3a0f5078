/**
 * How a seat looks. `selected`: chosen here; `mine`: held or owned by this buyer; `alone`: free, and a refused choice would have left it
 * alone; the rest is what the map says.
 */
export type Look = 'free' | 'alone' | 'selected' | 'mine' | 'held' | 'sold' | 'blocked';

/** Tiers differ by shape as well as by colour; shapes repeat after five. */
export const SHAPES = ['circle', 'square', 'diamond', 'triangle', 'hexagon'] as const;
export type Shape = (typeof SHAPES)[number];

export function shapeOf(tierPosition: number): Shape {
  return SHAPES[tierPosition % SHAPES.length]!;
}

const round = (value: number): number => Math.round(value * 100) / 100;
const polygon = (points: readonly (readonly [number, number])[], r: number): string =>
  `M${points.map(([x, y]) => `${round(x * r)} ${round(y * r)}`).join('L')}Z`;

function outline(shape: Shape, r: number): string {
  switch (shape) {
    case 'circle':
      return `M${-r} 0A${r} ${r} 0 1 1 ${r} 0A${r} ${r} 0 1 1 ${-r} 0Z`;
    case 'square':
      return polygon(
        [
          [-0.88, -0.88],
          [0.88, -0.88],
          [0.88, 0.88],
          [-0.88, 0.88],
        ],
        r,
      );
    case 'diamond':
      return polygon(
        [
          [0, -1.15],
          [1.15, 0],
          [0, 1.15],
          [-1.15, 0],
        ],
        r,
      );
    case 'triangle':
      return polygon(
        [
          [0, -1.1],
          [1.1, 0.85],
          [-1.1, 0.85],
        ],
        r,
      );
    case 'hexagon':
      return polygon(
        [
          [-1.05, 0],
          [-0.52, -0.92],
          [0.52, -0.92],
          [1.05, 0],
          [0.52, 0.92],
          [-0.52, 0.92],
        ],
        r,
      );
  }
}

const CHECK: readonly [number, number][] = [
  [-0.55, 0.02],
  [-0.36, -0.18],
  [-0.12, 0.1],
  [0.4, -0.48],
  [0.58, -0.28],
  [-0.12, 0.5],
];
const CROSS: readonly [number, number][] = [
  [-0.5, -0.34],
  [-0.34, -0.5],
  [0, -0.16],
  [0.34, -0.5],
  [0.5, -0.34],
  [0.16, 0],
  [0.5, 0.34],
  [0.34, 0.5],
  [0, 0.16],
  [-0.34, 0.5],
  [-0.5, 0.34],
  [-0.16, 0],
];
const DASH: readonly [number, number][] = [
  [-0.5, -0.12],
  [0.5, -0.12],
  [0.5, 0.12],
  [-0.5, 0.12],
];

/**
 * The path of a seat around the origin, to be filled by the even-odd rule: free is the tier's full shape, chosen and own seats
 * carry a check mark, held ones are a ring with a dot, sold ones a cross, blocked ones a dash, those left alone a bar. So no state needs its colour.
 */
export function seatPath(shape: Shape, look: Look, r: number, accessible = false): string {
  switch (look) {
    case 'free':
      return outline(shape, r) + (accessible ? outline('circle', round(r * 0.35)) : '');
    case 'selected':
    case 'mine':
      return outline(shape, round(r * 1.12)) + polygon(CHECK, r * 1.05);
    case 'alone':
      return (
        outline('circle', round(r * 1.12)) +
        polygon(
          DASH.map(([x, y]) => [y, x] as const),
          r,
        )
      );
    case 'held':
      return outline(shape, r) + outline(shape, round(r * 0.72)) + outline('circle', round(r * 0.22));
    case 'sold':
      return polygon(CROSS, r);
    case 'blocked':
      return polygon(DASH, r);
  }
}
