import { describe, expect, it } from 'vitest';
import { check } from './checker.js';
import { CHANGE_MUTANTS } from './change.mutants.fixture.js';
import { generateHistory } from './generated.fixture.js';
import type { EventHistory, Operation } from './history.js';
import { LINE_MUTANTS } from './line.mutants.fixture.js';
import { MUTANTS as SEAT_MUTANTS, Tail, withStage } from './mutants.fixture.js';
import { Random } from './random.js';
import { SEARCH_OPTIONS } from './seat.search.js';
import { STAFF_MUTANTS } from './staff.mutants.fixture.js';
import { TOLD_MUTANTS } from './told.mutants.fixture.js';

const MUTANTS = [...SEAT_MUTANTS, ...TOLD_MUTANTS, ...CHANGE_MUTANTS, ...STAFF_MUTANTS, ...LINE_MUTANTS];
const GOOD = 2_000;
const EACH_MUTANT = 40;
const OPTIONS = SEARCH_OPTIONS;

const stories = { accepted: 0, rejected: 0 };

const histories = Array.from({ length: GOOD }, (_, seed) => generateHistory(new Random(seed)));

describe('the checker', () => {
  it(`accepts ${GOOD} histories that could have happened`, () => {
    const began = performance.now();
    const verdicts = histories.map((history) => check(history, OPTIONS));
    const tookMs = performance.now() - began;
    const operations = verdicts.reduce((sum, verdict) => sum + verdict.operations, 0);
    const unknown = verdicts.reduce((sum, verdict) => sum + verdict.unknown, 0);
    console.log(`checker: ${GOOD} good histories, ${operations} operations (${unknown} unanswered) in ${tookMs.toFixed(0)} ms`);
    expect(verdicts.filter(({ faults }) => faults.length > 0).map(({ faults }) => faults[0])).toEqual([]);
    expect(verdicts.filter(({ undecided }) => undecided > 0)).toEqual([]);
    expect(unknown).toBeGreaterThan(operations * 0.02);
  }, 60_000);

  it.each(MUTANTS)('rejects, every time, that $name, and accepts the same story told right', ({ good, bad, rule }) => {
    for (const history of histories.slice(0, EACH_MUTANT)) {
      const [right, wrong] = [good, bad].map((tell) => {
        const tail = new Tail(withStage(history));
        tell(tail);
        return check(tail.history, OPTIONS);
      });
      expect(right!.faults).toEqual([]);
      const broken = wrong!.faults.map((fault) => fault.rule);
      if (rule === undefined) expect(broken.length).toBeGreaterThan(0);
      else expect(broken).toContain(rule);
      stories.accepted += 1;
      stories.rejected += 1;
    }
  });

  it('has done so for every story', () => {
    console.log(`checker: ${MUTANTS.length} stories told wrong: ${stories.rejected} rejected; told right: ${stories.accepted} accepted`);
    expect(stories).toEqual({ accepted: MUTANTS.length * EACH_MUTANT, rejected: MUTANTS.length * EACH_MUTANT });
  });
});

/** A change of one answer in the middle of a history that makes it impossible, or null where the history has no place for it. */
type Spoiler = (history: EventHistory, random: Random) => EventHistory | null;

const changed = (history: EventHistory, op: Operation, out: Operation['out']): EventHistory => ({
  ...history,
  operations: history.operations.map((one) => (one === op ? { ...one, out } : one)),
});

const spoilers: Record<string, Spoiler> = {
  'a refusal after a sale becomes a grant': (history, random) => {
    const sales = history.operations.filter(({ out }) => out?.word === 'DONE');
    const refused = history.operations.filter(
      (op) =>
        op.out?.word === 'UNAVAILABLE' && sales.some((sale) => sale.ret! < op.call && sale.seats.some((seat) => op.seats.includes(seat))),
    );
    if (refused.length === 0) return null;
    const op = random.pick(refused);
    return changed(history, op, { word: 'HELD', fence: 9999, got: op.seats });
  },
  'the second grant of a seat gets the fence of the first': (history, random) => {
    const grants = history.operations.filter(({ f, out }) => f === 'hold' && out?.word === 'HELD');
    const pairs = grants.flatMap((first) => grants.filter((second) => second.call > first.ret!).map((second) => [first, second] as const));
    if (pairs.length === 0) return null;
    const [first, second] = random.pick(pairs);
    return changed(history, second, { ...second.out!, fence: first.out!.fence! });
  },
  'a map that shows a seat as sold shows it as free': (history, random) => {
    const looks = history.operations.filter(({ out }) => out?.states?.includes(2));
    if (looks.length === 0) return null;
    const op = random.pick(looks);
    return changed(history, op, { ...op.out!, states: op.out!.states!.map((state) => (state === 2 ? 0 : state)), free: [] });
  },
};

describe('one answer changed in the middle of a history', () => {
  it.each(Object.entries(spoilers))('%s: rejected', (name, spoil) => {
    const random = new Random(1);
    let [made, rejected] = [0, 0];
    for (const history of histories) {
      const spoilt = spoil(history, random);
      if (spoilt === null) continue;
      made += 1;
      if (check(spoilt, OPTIONS).faults.length > 0) rejected += 1;
    }
    console.log(`checker: ${name}: ${rejected} of ${made} rejected`);
    expect(made).toBeGreaterThan(100);
    expect(rejected).toBe(made);
  });
});
