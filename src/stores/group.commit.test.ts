import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { GroupCommit, type GroupCommitOptions } from './group.commit.js';

type Settings = Partial<Pick<GroupCommitOptions<string, string>, 'size' | 'lanes' | 'room'>>;
const PATIENCE_MS = 20;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});

afterEach(() => {
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

type Outcome = 'commit' | 'lost' | 'unlucky';

/** A ledger whose commits the test lets happen one by one. A draft that begins with "bad" is refused with all of its group. */
class SlowLedger {
  /** Every group that was sent, in that order. */
  readonly sent: string[][] = [];
  readonly #open: ((outcome: Outcome) => void)[] = [];
  readonly group: GroupCommit<string, string>;

  constructor(settings: Settings = {}) {
    this.group = new GroupCommit({
      size: 4,
      lanes: 1,
      patienceMs: PATIENCE_MS,
      room: 100,
      ...settings,
      namesOf: (draft) => [draft.split(':')[0]!],
      judge: (error) => (error as Error).message as 'UNKNOWN' | 'REFUSED' | 'UNLUCKY',
      write: (drafts) => this.#write(drafts),
    });
  }

  async #write(drafts: readonly string[]): Promise<(string | null)[]> {
    this.sent.push([...drafts]);
    const outcome = await new Promise<Outcome>((answer) => this.#open.push(answer));
    if (outcome === 'lost') throw new Error('UNKNOWN');
    if (outcome === 'unlucky') throw new Error('UNLUCKY');
    if (drafts.some((draft) => draft.startsWith('bad'))) throw new Error('REFUSED');
    return drafts.map((draft) => (draft.startsWith('void') ? null : `row of ${draft}`));
  }

  /** Answers the oldest group that is open. */
  async answer(outcome: Outcome = 'commit'): Promise<void> {
    this.#open.shift()!(outcome);
    await settled();
  }

  /** Answers until nothing is sent any more. */
  async answerAll(): Promise<void> {
    while (this.#open.length > 0) await this.answer();
  }

  add(...drafts: string[]): Promise<string>[] {
    return drafts.map((draft) =>
      this.group.add(draft).then(
        (row) => row ?? 'nothing',
        (error: Error) => error.message,
      ),
    );
  }
}

/** Lets everything run that waits for nothing but its turn. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('gathering', () => {
  test('a draft goes at once while nothing is in flight; those who come meanwhile leave together when the answer is there', async () => {
    const ledger = new SlowLedger();
    const answers = ledger.add('a', 'b', 'c');
    expect(ledger.sent).toEqual([['a']]);
    await ledger.answer();
    expect(ledger.sent).toEqual([['a'], ['b', 'c']]);
    await ledger.answer();
    expect(await Promise.all(answers)).toEqual(['row of a', 'row of b', 'row of c']);
  });

  test('nobody is told of a row before its commit', async () => {
    const ledger = new SlowLedger();
    const told: string[] = [];
    for (const answer of ledger.add('a', 'b')) void answer.then((row) => told.push(row));
    await settled();
    expect(told).toEqual([]);
    await ledger.answer();
    expect(told).toEqual(['row of a']);
    await ledger.answer();
    expect(told).toEqual(['row of a', 'row of b']);
  });

  test('first come, first served, so many a group', async () => {
    const ledger = new SlowLedger({ size: 3 });
    const answers = ledger.add('a', 'b', 'c', 'd', 'e', 'f');
    await ledger.answerAll();
    expect(ledger.sent).toEqual([['a'], ['b', 'c', 'd'], ['e', 'f']]);
    expect(await Promise.all(answers)).toHaveLength(6);
  });

  test('a whole group that waits takes the next lane at once', async () => {
    const ledger = new SlowLedger({ lanes: 2, size: 2 });
    const answers = ledger.add('a', 'b', 'c', 'd', 'e', 'f');
    expect(ledger.sent).toEqual([['a'], ['b', 'c']]);
    await ledger.answerAll();
    expect(ledger.sent).toEqual([['a'], ['b', 'c'], ['d', 'e'], ['f']]);
    expect(await Promise.all(answers)).toHaveLength(6);
  });

  test('a group that takes long does not stop the others: they take the next lane, as many as there are', async () => {
    const ledger = new SlowLedger({ lanes: 2 });
    const stuck = ledger.add('stuck', 'a', 'b');
    vi.advanceTimersByTime(PATIENCE_MS - 1);
    expect(ledger.sent).toEqual([['stuck']]);
    vi.advanceTimersByTime(1);
    expect(ledger.sent).toEqual([['stuck'], ['a', 'b']]);
    const later = ledger.add('c');
    vi.advanceTimersByTime(PATIENCE_MS);
    expect(ledger.sent).toHaveLength(2);
    await ledger.answer();
    expect(ledger.sent).toEqual([['stuck'], ['a', 'b'], ['c']]);
    await ledger.answerAll();
    expect(await Promise.all([...stuck, ...later])).toEqual(['row of stuck', 'row of a', 'row of b', 'row of c']);
    // What was slow counts no more: the next draft goes at once, and the one after it waits.
    const afterwards = ledger.add('d', 'e');
    expect(ledger.sent).toHaveLength(4);
    await ledger.answerAll();
    expect(await Promise.all(afterwards)).toHaveLength(2);
  });

  test('two of one name never travel together: the later one goes with the next group', async () => {
    const ledger = new SlowLedger();
    const answers = ledger.add('first', 'hold:1', 'other', 'hold:2', 'last');
    await ledger.answerAll();
    expect(ledger.sent).toEqual([['first'], ['hold:1', 'other', 'last'], ['hold:2']]);
    expect(await Promise.all(answers)).toHaveLength(5);
  });

  test('a draft for which nothing was to be written hears so', async () => {
    const ledger = new SlowLedger();
    const answers = ledger.add('a', 'b', 'void');
    await ledger.answerAll();
    expect(await Promise.all(answers)).toEqual(['row of a', 'row of b', 'nothing']);
  });

  test('when there is no room left, a draft is refused at once with a time to come back, and those before it are written', async () => {
    const ledger = new SlowLedger({ room: 2 });
    const answers = ledger.add('a', 'b', 'c');
    await expect(ledger.group.add('d')).rejects.toMatchObject({ code: 'OVERLOADED', retryAfterMs: expect.any(Number) });
    await ledger.answerAll();
    expect(await Promise.all(answers)).toEqual(['row of a', 'row of b', 'row of c']);
    expect(ledger.sent.flat()).not.toContain('d');
  });
});

describe('failing', () => {
  test('a refused draft hears why, and all of its companions are written', async () => {
    const ledger = new SlowLedger({ size: 8 });
    const answers = ledger.add('first', 'a', 'b', 'bad', 'c', 'd', 'e');
    await ledger.answerAll();
    expect(await Promise.all(answers)).toEqual(['row of first', 'row of a', 'row of b', 'REFUSED', 'row of c', 'row of d', 'row of e']);
    expect(ledger.sent.filter((group) => group.length === 1 && group[0] === 'bad')).toHaveLength(1);
  });

  test('after an unknown outcome nothing is sent again, all of the group hear of it, and the next group goes', async () => {
    const ledger = new SlowLedger();
    const answers = ledger.add('a', 'b', 'c');
    await ledger.answer();
    const more = ledger.add('d');
    await ledger.answer('lost');
    await ledger.answerAll();
    expect(await Promise.all([...answers, ...more])).toEqual(['row of a', 'UNKNOWN', 'UNKNOWN', 'row of d']);
    expect(ledger.sent).toEqual([['a'], ['b', 'c'], ['d']]);
  });

  test('a group that was undone for the sake of somebody else is written once more as it was, and then in halves', async () => {
    const ledger = new SlowLedger();
    const answers = ledger.add('first', 'a', 'b');
    await ledger.answer();
    await ledger.answer('unlucky');
    expect(ledger.sent.slice(1)).toEqual([
      ['a', 'b'],
      ['a', 'b'],
    ]);
    await ledger.answer('unlucky');
    await ledger.answer('unlucky');
    await ledger.answerAll();
    expect(ledger.sent.slice(3)).toEqual([['a'], ['a'], ['b']]);
    expect(await Promise.all(answers)).toEqual(['row of first', 'row of a', 'row of b']);
  });

  test('one who is unlucky twice all alone hears of it', async () => {
    const ledger = new SlowLedger();
    const answers = ledger.add('a');
    await ledger.answer('unlucky');
    await ledger.answer('unlucky');
    expect(await Promise.all(answers)).toEqual(['UNLUCKY']);
  });
});
