import type { Id } from './id.js';

/** The layout of a hall as it is stored and served: absolute positions, seats in index order. */
export interface ChartLayout {
  name: string;
  size: { width: number; height: number };
  categories: { name: string; color: string }[];
  sections: ChartSection[];
}

export interface ChartSection {
  name: string;
  rows: ChartRow[];
}

export interface ChartRow {
  label: string;
  seats: ChartSeat[];
}

export interface ChartSeat {
  /** 0-based in file order; the address of the seat for the life of the chart. */
  index: number;
  /** The guid of the imported document. */
  guid: string;
  /** Speakable and unique in the chart: section, row, number. */
  label: string;
  number: string;
  x: number;
  y: number;
  category: string;
  accessible: boolean;
}

export interface ChartModel {
  id: Id;
  venueId: Id;
  name: string;
  /** SHA-256 of the layout's JSON, hex. */
  hash: string;
  seatCount: number;
  categories: string[];
  layout: ChartLayout;
  /** All seats by index. */
  seats: ChartSeat[];
}

/** @returns all seats of a layout, in index order. */
export function seatsOf(layout: ChartLayout): ChartSeat[] {
  return layout.sections.flatMap((section) => section.rows.flatMap((row) => row.seats));
}
