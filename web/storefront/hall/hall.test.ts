import { describe, expect, it } from 'vitest';
import { buildHall, type Layout, type LayoutSection } from './layout.js';
import { seatPath, SHAPES, type Look } from './shapes.js';
import { stepFrom } from './walk.js';

let index = 0;
function block(name: string, x: number, y: number, rows: number, seats: number): LayoutSection {
  return {
    name,
    rows: Array.from({ length: rows }, (_, row) => ({
      label: String(row + 1),
      seats: Array.from({ length: seats }, (_, seat) => ({
        index: index++,
        number: String(seat + 1),
        label: `${name}, row ${row + 1}, seat ${seat + 1}`,
        x: x + seat * 20,
        y: y + row * 30,
        category: 'I',
      })),
    })),
  };
}

/** Four blocks around an open middle; A and B stand close together. */
function layout(): Layout {
  index = 0;
  const sections = [block('A', 0, 0, 2, 5), block('B', 120, 0, 2, 5), block('C', 0, 300, 2, 5), block('D', 120, 300, 2, 5)];
  return { name: 'Test', size: { width: 200, height: 350 }, categories: [{ name: 'I', color: '#000' }], sections };
}
const hall = () => buildHall(layout());
const named = (name: string): number => hall().seats.find((seat) => seat.name === name)!.index;
const walk = (from: string, ...steps: Parameters<typeof stepFrom>[2][]): string => {
  const built = hall();
  return built.seats[steps.reduce((at, step) => stepFrom(built, at, step), named(from))]!.name;
};

describe('the hall', () => {
  it('addresses seats by index and knows their rows and sections', () => {
    const built = hall();
    expect(built.seats).toHaveLength(40);
    expect(built.seats[12]).toMatchObject({ index: 12, name: 'B, row 1, seat 3', row: { name: 'B, row 1', section: { name: 'B' } } });
    expect(built.pitch).toBe(20);
  });

  it('moves sections apart that stand too close, and keeps each of them as it is', () => {
    const [a, b] = hall().sections;
    expect(b!.box.x - (a!.box.x + a!.box.width)).toBeGreaterThanOrEqual(2 * 20);
    expect(b!.rows[0]!.seats[1]!.x - b!.rows[0]!.seats[0]!.x).toBe(20);
  });

  it('leaves a hall as it is whose sections cannot be told apart by stretching', () => {
    index = 0;
    const overlaid = buildHall({ ...layout(), sections: [block('A', 0, 0, 3, 9), block('B', 20, 10, 3, 9)] });
    expect(overlaid.sections[1]!.rows[0]!.seats[0]).toMatchObject({ x: 20, y: 10 });
  });

  it('finds the open middle, and none where seats fill it', () => {
    const { floor, sections } = hall();
    expect(floor!.y).toBeGreaterThan(sections[0]!.box.y + sections[0]!.box.height);
    expect(floor!.y + floor!.height).toBeLessThan(sections[2]!.box.y);
    index = 0;
    expect(buildHall({ ...layout(), sections: [block('A', 0, 0, 9, 9)] }).floor).toBeNull();
  });
});

describe('walking the hall by keys', () => {
  it('goes along a row and on into the next section', () => {
    expect(walk('A, row 1, seat 1', 'ArrowRight', 'ArrowRight')).toBe('A, row 1, seat 3');
    expect(walk('A, row 1, seat 5', 'ArrowRight')).toBe('B, row 1, seat 1');
    expect(walk('B, row 2, seat 1', 'ArrowLeft')).toBe('A, row 2, seat 5');
  });

  it('goes up and down to the nearest seat, also across the floor', () => {
    expect(walk('A, row 1, seat 3', 'ArrowDown')).toBe('A, row 2, seat 3');
    expect(walk('A, row 2, seat 3', 'ArrowDown')).toBe('C, row 1, seat 3');
    expect(walk('C, row 1, seat 3', 'ArrowUp')).toBe('A, row 2, seat 3');
  });

  it('jumps to the ends of a row and from section to section, and stays where the hall ends', () => {
    expect(walk('A, row 1, seat 3', 'End')).toBe('A, row 1, seat 5');
    expect(walk('A, row 1, seat 3', 'Home')).toBe('A, row 1, seat 1');
    expect(walk('A, row 2, seat 3', 'PageDown')).toBe('B, row 1, seat 1');
    expect(walk('A, row 2, seat 3', 'PageUp')).toBe('A, row 2, seat 3');
    expect(walk('A, row 1, seat 1', 'ArrowLeft')).toBe('A, row 1, seat 1');
    expect(walk('A, row 1, seat 1', 'ArrowUp')).toBe('A, row 1, seat 1');
  });
});

describe('the marks of the seats', () => {
  it('differ for every state without any colour, and for every tier while free', () => {
    const looks: Look[] = ['free', 'selected', 'held', 'sold', 'blocked'];
    for (const shape of SHAPES) expect(new Set(looks.map((look) => seatPath(shape, look, 10))).size).toBe(looks.length);
    expect(new Set(SHAPES.map((shape) => seatPath(shape, 'free', 10))).size).toBe(SHAPES.length);
    expect(seatPath('circle', 'free', 10, true)).not.toBe(seatPath('circle', 'free', 10));
  });
});
