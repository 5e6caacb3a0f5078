import { describe, expect, it } from 'vitest';
import { changeOf } from './hold.change.js';

const hold = {
  seats: [
    { index: 4, label: 'A 5' },
    { index: 5, label: 'A 6' },
  ],
  places: [{ tier: { id: 'standing' }, quantity: 2 }],
};

describe('the change of a hold', () => {
  it('is nothing when the same is picked, in whatever order', () => {
    expect(changeOf(hold, new Set([5, 4]), new Map([['standing', 2]]))).toBeNull();
  });

  it('adds and drops seats', () => {
    expect(changeOf(hold, new Set([5, 6]), new Map([['standing', 2]]))).toEqual({ addSeats: [6], dropSeats: [4], places: [] });
  });

  it('names only the tiers whose quantity differs, and drops one by 0', () => {
    const places = new Map([['balcony', 1]]);
    expect(changeOf(hold, new Set([4, 5]), places)?.places).toEqual([
      { tierId: 'standing', quantity: 0 },
      { tierId: 'balcony', quantity: 1 },
    ]);
    expect(changeOf(hold, new Set([4, 5]), new Map([['standing', 3]]))?.places).toEqual([{ tierId: 'standing', quantity: 3 }]);
  });
});
