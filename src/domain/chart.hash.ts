import { createHash } from 'node:crypto';
import type { ChartLayout } from './chart.js';

/**
 * @returns the layout as the one JSON text that is hashed and served. Field order is fixed here, because a database may give
 * the fields back in another one.
 */
export function layoutJson(layout: ChartLayout): string {
  return JSON.stringify({
    name: layout.name,
    size: { width: layout.size.width, height: layout.size.height },
    categories: layout.categories.map(({ name, color }) => ({ name, color })),
    sections: layout.sections.map((section) => ({
      name: section.name,
      rows: section.rows.map((row) => ({
        label: row.label,
        seats: row.seats.map(({ index, guid, label, number, x, y, category, accessible }) => ({
          index,
          guid,
          label,
          number,
          x,
          y,
          category,
          accessible,
        })),
      })),
    })),
  });
}

/** @returns SHA-256 (hex) of the layout's JSON: equal hashes, equal geometry. */
export function layoutHash(layout: ChartLayout): string {
  return createHash('sha256').update(layoutJson(layout)).digest('hex');
}
