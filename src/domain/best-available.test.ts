import fc from 'fast-check';
import { expect, test } from 'vitest';
import { freeBlocks, hasLegalBlock, newSingles, smallHall, type SmallHall } from '../../test/support/small-hall.js';
import { bestAvailable, largestBlock, MOST_CANDIDATES } from './best-available.js';
import { hallOf, qualityOf } from './hall.js';
import { runsOf } from './run.js';
import type { BestAvailableWish } from './seat-wish.js';
import { hasLegalPick, stretchCounters } from './stretch.js';
import { suggestionFor } from './suggestion.js';

const wishes = fc.record({
  quantity: fc.integer({ min: 1, max: 5 }),
  tier: fc.option(fc.nat(2)),
  section: fc.constantFrom(null, null, 'section 0', 'section 1'),
  accessible: fc.nat(4).map((roll) => roll === 0),
  orphanRule: fc.boolean(),
  focalPoint: fc.option(fc.record({ x: fc.nat(100), y: fc.integer({ min: -50, max: 50 }) })),
  seed: fc.nat(),
});

function seeded(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 1_103_515_245 + 12_345) % 2_147_483_648) / 2_147_483_648;
}

function wishFor(
  small: SmallHall,
  { focalPoint, seed, ...wish }: typeof wishes extends fc.Arbitrary<infer W> ? W : never,
): BestAvailableWish {
  const { map, tierBySeat, tierCount } = small;
  return { hall: hallOf(small.layout, focalPoint), map, tierBySeat, tierCount, allowSplit: false, random: seeded(seed), ...wish };
}

/** Every block that the wish may get, by trying them all. */
function everyBlock(small: SmallHall, wish: BestAvailableWish): number[][] {
  const isAccessible = (index: number) => small.seats[index]!.accessible;
  const sectionOf = (index: number) =>
    small.layout.sections.find(({ rows }) => rows.some(({ seats }) => seats.some((seat) => seat.index === index)))!.name;
  return freeBlocks(small, small.states, wish.quantity).filter((block) => {
    const tier = small.tierBySeat[block[0]!]!;
    const fits = (wish.tier === null || tier === wish.tier) && (wish.section === null || sectionOf(block[0]!) === wish.section);
    if (!fits || wish.accessible !== block.some(isAccessible)) return false;
    return !wish.orphanRule || newSingles(small, block).length === 0 || !hasLegalBlock(small, small.states, tier, wish.quantity);
  });
}

const byText = (blocks: number[][]) => blocks.map((block) => block.join()).sort();

test('rows are parted at their aisles as by hand', () => {
  fc.assert(
    fc.property(smallHall, (small) => {
      expect(runsOf(small.layout)).toEqual(small.rows.map((row) => ({ first: row[0], length: row.length })));
    }),
  );
});

test('the summary knows of a legal pick exactly when trying all finds one', () => {
  fc.assert(
    fc.property(smallHall, fc.nat(2), fc.integer({ min: 1, max: 13 }), (small, tier, size) => {
      const { tierBySeat, map, states } = small;
      const table = { runs: runsOf(small.layout), tierBySeat, accessible: hallOf(small.layout).accessible };
      expect(hasLegalPick(stretchCounters(map, table, 3), tier, size)).toBe(hasLegalBlock(small, states, tier, size));
    }),
    { numRuns: 3_000 },
  );
});

test('best available offers what trying all finds, the best first', () => {
  fc.assert(
    fc.property(smallHall, wishes, (small, given) => {
      const wish = wishFor(small, given);
      const all = everyBlock(small, wish);
      const offered = bestAvailable(wish).map((block) => block.map(({ index }) => index));
      const known = new Set(byText(all));
      expect(offered.every((block) => known.has(block.join()))).toBe(true);
      expect(new Set(byText(offered)).size).toBe(Math.min(all.length, MOST_CANDIDATES));
      const quality = (block: number[]) => qualityOf(wish.hall, given.focalPoint, block);
      if (all.length > 0) expect(quality(offered[0]!)).toBe(Math.min(...all.map(quality)));
    }),
    { numRuns: 3_000 },
  );
});

test('the largest free block is the largest that trying all sizes finds', () => {
  fc.assert(
    fc.property(smallHall, wishes, (small, given) => {
      const wish = wishFor(small, { ...given, orphanRule: false });
      const sizes = Array.from({ length: 13 }, (_, size) => size).filter(
        (size) => size > 0 && everyBlock(small, { ...wish, quantity: size }).length > 0,
      );
      expect(largestBlock(wish)).toBe(Math.max(0, ...sizes));
    }),
    { numRuns: 1_000 },
  );
});

test('equally good blocks come in another order for another seed, and the same for the same', () => {
  const row = {
    label: 'A',
    seats: Array.from({ length: 40 }, (_, index) => ({
      index,
      guid: `${index}`,
      label: `${index}`,
      number: `${index}`,
      x: 10 * index,
      y: 0,
      category: '',
      accessible: false,
    })),
  };
  const layout = { name: 'hall', size: { width: 1, height: 1 }, categories: [], sections: [{ name: 'A', rows: [row] }] };
  const wish = {
    hall: hallOf(layout, { x: 195, y: 1_000_000 }),
    map: new Uint8Array(10),
    tierBySeat: new Uint8Array(40),
    tierCount: 1,
    quantity: 2,
    tier: null,
    section: null,
    accessible: false,
    allowSplit: false,
    orphanRule: true,
  };
  const first = (seed: number) => bestAvailable({ ...wish, random: seeded(seed) })[0];
  expect(first(1)).toEqual(first(1));
  expect(new Set(Array.from({ length: 20 }, (_, seed) => first(seed * 7_919)![0]!.index)).size).toBeGreaterThan(5);
});

test('a split party gets free seats of one section, in at most four pieces, exactly when four runs of one have enough', () => {
  const quantities = fc.integer({ min: 2, max: 16 });
  fc.assert(
    fc.property(smallHall, wishes, quantities, (small, given, quantity) => {
      const wish = { ...wishFor(small, { ...given, accessible: false, orphanRule: false }), quantity, allowSplit: true };
      const blocks = bestAvailable(wish).map((block) => block.map(({ index }) => index));
      for (const block of blocks) {
        expect(new Set(block).size).toBe(quantity);
        expect(block.every((index) => small.states[index] === 0 && !small.seats[index]!.accessible)).toBe(true);
        expect(block.every((index) => wish.tier === null || small.tierBySeat[index] === wish.tier)).toBe(true);
        expect(new Set(block.map((index) => wish.hall.sections[wish.hall.runBySeat[index]!])).size).toBe(1);
      }
      const names = small.layout.sections.map(({ name }) => name).filter((name) => wish.section === null || name === wish.section);
      const enough = names.some((section) => sumOfFour(small, wish, section) >= quantity);
      expect(blocks.length > 0).toBe(enough);
    }),
    { numRuns: 1_000 },
  );
});

/** The four longest stretches of free seats of one tier in a section, found by growing blocks. */
function sumOfFour(small: SmallHall, wish: BestAvailableWish, section: string): number {
  const lengths: number[] = [];
  const taken = [...small.states];
  for (let size = 12; size > 0; size -= 1) {
    const next = () => everyBlock({ ...small, states: taken }, { ...wish, section, quantity: size })[0];
    for (let block = next(); block !== undefined; block = next()) {
      lengths.push(size);
      for (const index of block) taken[index] = 1;
    }
  }
  return lengths.slice(0, 4).reduce((sum, length) => sum + length, 0);
}

test('a suggestion has none of the seats that are known to be taken, whatever the map still says', () => {
  const seats = Array.from({ length: 8 }, (_, index) => ({ x: 10 * index, y: 0 }));
  const row = {
    label: 'A',
    seats: seats.map((at, index) => ({ index, guid: '', label: '', number: '', category: '', accessible: false, ...at })),
  };
  const layout = { name: 'hall', size: { width: 1, height: 1 }, categories: [], sections: [{ name: 'A', rows: [row] }] };
  const wish = {
    hall: hallOf(layout),
    map: new Uint8Array(2),
    tierBySeat: new Uint8Array(8),
    tierCount: 1,
    orphanRule: true,
    random: seeded(1),
  };
  expect(suggestionFor(wish, [0, 1])).toEqual([0, 1]);
  expect(suggestionFor(wish, [0, 1], [1])).toEqual([2, 3]);
  expect(wish.map).toEqual(new Uint8Array(2));
});

test('a suggestion is as large as the pick, of its tier, free, and the nearest there is', () => {
  fc.assert(
    fc.property(smallHall, fc.array(fc.nat(), { minLength: 1, maxLength: 4 }), fc.nat(), (small, picks, seed) => {
      const pick = [...new Set(picks.map((roll) => roll % small.seats.length))];
      const { map, tierBySeat, tierCount } = small;
      const wish = { hall: hallOf(small.layout), map, tierBySeat, tierCount, orphanRule: true, random: seeded(seed) };
      const suggestion = suggestionFor(wish, pick);
      const tiers = new Set(pick.map((index) => tierBySeat[index]!));
      const accessible = pick.some((index) => small.seats[index]!.accessible);
      const same = {
        ...wish,
        quantity: pick.length,
        tier: tiers.size === 1 ? [...tiers][0]! : null,
        section: null,
        accessible,
        allowSplit: false,
      };
      expect(suggestion !== null).toBe(everyBlock(small, same).length > 0);
      if (suggestion !== null) expect(byText(everyBlock(small, same))).toContain(suggestion.join());
    }),
    { numRuns: 1_000 },
  );
});
