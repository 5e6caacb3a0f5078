/** One thing wrong with an input: where (`tiers[0].prices`), and what. */
export interface Problem {
  path: string;
  message: string;
}

const LISTED = 100;
const ECHO_LENGTH = 40;

/** Collects what is wrong with an input. Bounded: however bad the input, at most 100 problems and one line that counts the rest. */
export class ProblemList {
  readonly #listed: Problem[] = [];
  #count = 0;

  get count(): number {
    return this.#count;
  }

  add(path: string, message: string): void {
    this.#count += 1;
    if (this.#listed.length < LISTED) this.#listed.push({ path, message });
  }

  /** @returns the problems in the order they were found. The last line has an empty path when it stands for those not listed. */
  list(): Problem[] {
    const more = this.#count - this.#listed.length;
    return more === 0 ? [...this.#listed] : [...this.#listed, { path: '', message: `and ${more} more` }];
  }
}

/** @returns a value of an input as it may stand in a message: quoted, and never longer than a few words. */
export function echo(text: string): string {
  const points = Array.from(text.slice(0, ECHO_LENGTH * 2));
  return JSON.stringify(points.length > ECHO_LENGTH ? `${points.slice(0, ECHO_LENGTH).join('')}…` : points.join(''));
}
