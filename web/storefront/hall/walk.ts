import type { Hall, HallSeat } from './layout.js';

/** The keys of the grid, as a reader knows them: arrows from seat to seat, Home and End in the row, Page keys between sections. */
export type Step = 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown' | 'Home' | 'End' | 'PageUp' | 'PageDown';
const STEPS = new Set<string>(['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End', 'PageUp', 'PageDown']);

export function isStep(key: string): key is Step {
  return STEPS.has(key);
}

/** @returns the seat that a step leads to; the same one where the hall ends. */
export function stepFrom(hall: Hall, index: number, step: Step): number {
  const seat = hall.seats[index];
  if (!seat) return index;
  switch (step) {
    case 'Home':
      return seat.row.seats[0]!.index;
    case 'End':
      return seat.row.seats.at(-1)!.index;
    case 'PageUp':
      return sectionStep(hall, seat, -1);
    case 'PageDown':
      return sectionStep(hall, seat, 1);
    case 'ArrowLeft':
      return inRow(seat, -1) ?? across(hall, seat, -1, 0);
    case 'ArrowRight':
      return inRow(seat, 1) ?? across(hall, seat, 1, 0);
    case 'ArrowUp':
      return across(hall, seat, 0, -1);
    case 'ArrowDown':
      return across(hall, seat, 0, 1);
  }
}

/** The neighbour in the same row. Rows are listed in walking order, but a chart may number them from either side. */
function inRow(seat: HallSeat, direction: 1 | -1): number | null {
  const { seats } = seat.row;
  const leftToRight = seats.length < 2 || seats.at(-1)!.x >= seats[0]!.x;
  return seats[seats.indexOf(seat) + (leftToRight ? direction : -direction)]?.index ?? null;
}

/** The nearest seat in a direction; what lies aside counts three times as far as what lies ahead. */
function across(hall: Hall, from: HallSeat, dx: number, dy: number): number {
  let best = from.index;
  let bestCost = Number.POSITIVE_INFINITY;
  for (const seat of hall.seats) {
    if (!seat || seat.row === from.row) continue;
    const ahead = (seat.x - from.x) * dx + (seat.y - from.y) * dy;
    const aside = Math.abs((seat.x - from.x) * dy) + Math.abs((seat.y - from.y) * dx);
    if (ahead < hall.pitch / 4) continue;
    const cost = ahead + 3 * aside;
    if (cost >= bestCost) continue;
    bestCost = cost;
    best = seat.index;
  }
  return best;
}

function sectionStep(hall: Hall, seat: HallSeat, direction: 1 | -1): number {
  const section = hall.sections[hall.sections.indexOf(seat.row.section) + direction];
  return section?.rows[0]?.seats[0]?.index ?? seat.index;
}
