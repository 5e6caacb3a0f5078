import { AisleError } from '../errors/aisle-error.js';

export interface GroupCommitOptions<Draft, Row> {
  /**
   * Writes all drafts with one commit, or nothing. @returns a row for each, in their order; null: nothing was to be written for it.
   */
  write(drafts: readonly Draft[]): Promise<(Row | null)[]>;
  /** What a draft must have to itself in one `write`: of two that share a name, the later one goes with a later group. */
  namesOf(draft: Draft): readonly string[];
  /**
   * What an error of `write` says. UNKNOWN: everything or nothing may have been written. REFUSED: nothing was, because of one of the
   * drafts. UNLUCKY: nothing was, because of somebody else's work at the same moment.
   */
  judge(error: unknown): 'UNKNOWN' | 'REFUSED' | 'UNLUCKY';
  /** Most drafts of one group. */
  size: number;
  /** Groups that may be written at the same time: when a whole one waits, or those under way take longer than `patienceMs`. */
  lanes: number;
  /** While a group has not been under way for so long, drafts wait for its end: fewer and larger groups cost less. Milliseconds. */
  patienceMs: number;
  /** Most drafts that wait for their group. */
  room: number;
}

interface Entry<Draft, Row> {
  draft: Draft;
  settle(row: Row | null): void;
  fail(error: unknown): void;
}

/** Waits told to the refused are spread over this span, so that they do not all come back at once. */
const RETRY_LEAST_MS = 250;
const RETRY_SPREAD_MS = 500;

/**
 * Many drafts, one commit. While nothing is under way a draft goes at once; else drafts gather, and leave together as soon as the group
 * under way has its answer. Nobody ever waits for companions, and the busier it is the cheaper a draft becomes. First come, first served.
 * A group that takes long (somebody's lock, a connection on which nothing comes any more) does not stop the others: they take the next lane. So does
 * a whole group that waits: one is written while the callers of the other are answered.
 *
 * The failure path. A draft that the ledger refuses undoes its whole group; the group is then written again in halves, until the refused
 * one is alone and hears why, and all others are written. After an unknown outcome nothing is repeated: every caller of the group gets
 * the error, and must look up what became of its own draft. More drafts than there is room for are refused before anything is done.
 */
export class GroupCommit<Draft, Row> {
  readonly #options: GroupCommitOptions<Draft, Row>;
  #waiting: Entry<Draft, Row>[] = [];
  /** Groups under way, and of those the ones that take long. */
  #busy = 0;
  #slow = 0;

  constructor(options: GroupCommitOptions<Draft, Row>) {
    this.#options = options;
  }

  /**
   * Resolves after the commit. @returns the draft's row, or null when nothing was to be written for it
   * @throws OVERLOADED with retryAfterMs (nothing was done), or what `write` said of this draft or of its group
   */
  add(draft: Draft): Promise<Row | null> {
    if (this.#waiting.length >= this.#options.room) {
      const retryAfterMs = RETRY_LEAST_MS + Math.floor(Math.random() * RETRY_SPREAD_MS);
      return Promise.reject(new AisleError('OVERLOADED', undefined, { retryAfterMs }));
    }
    return new Promise<Row | null>((settle, fail) => {
      this.#waiting.push({ draft, settle, fail });
      this.#goOn();
    });
  }

  #goOn(): void {
    const { size, lanes } = this.#options;
    const isDue = () => this.#waiting.length >= size || (this.#waiting.length > 0 && this.#busy === this.#slow);
    while (this.#busy < lanes && isDue()) void this.#run(this.#take());
  }

  async #run(group: readonly Entry<Draft, Row>[]): Promise<void> {
    this.#busy += 1;
    let isSlow = false;
    const patience = setTimeout(() => {
      isSlow = true;
      this.#slow += 1;
      this.#goOn();
    }, this.#options.patienceMs);
    await this.#write(group);
    clearTimeout(patience);
    this.#busy -= 1;
    if (isSlow) this.#slow -= 1;
    this.#goOn();
  }

  /** The next group: the first who wait, without those who share a name with one before them. */
  #take(): Entry<Draft, Row>[] {
    const { size, namesOf } = this.#options;
    const [group, later, names] = [[] as Entry<Draft, Row>[], [] as Entry<Draft, Row>[], new Set<string>()];
    let looked = 0;
    for (; looked < this.#waiting.length && group.length < size; looked += 1) {
      const entry = this.#waiting[looked]!;
      const own = namesOf(entry.draft);
      (own.some((name) => names.has(name)) ? later : group).push(entry);
      for (const name of own) names.add(name);
    }
    this.#waiting = [...later, ...this.#waiting.slice(looked)];
    return group;
  }

  /** Never rejects: every entry hears what became of it. */
  async #write(group: readonly Entry<Draft, Row>[], isSecond = false): Promise<void> {
    try {
      const rows = await this.#options.write(group.map(({ draft }) => draft));
      group.forEach(({ settle }, at) => settle(rows[at] ?? null));
    } catch (error) {
      const verdict = this.#options.judge(error);
      if (verdict === 'UNLUCKY' && !isSecond) return this.#write(group, true);
      if (verdict === 'UNKNOWN' || group.length === 1) return group.forEach(({ fail }) => fail(error));
      const middle = Math.ceil(group.length / 2);
      await this.#write(group.slice(0, middle));
      await this.#write(group.slice(middle));
    }
  }
}
