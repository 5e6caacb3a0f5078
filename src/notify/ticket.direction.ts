import type { Bidi } from 'bidi-js';

/** A stretch of text with one level of the Unicode bidirectional algorithm: an odd one is read from right to left. */
export interface Levelled {
  level: number;
}

/** The levels of a text, one a UTF-16 unit, and the level of its line: 1 when its first letter is of a right-to-left script. */
export interface Directions {
  base: number;
  levels: Uint8Array;
  /** @returns the character as it is drawn at a level: brackets open the other way round when read from right to left. */
  drawn(character: string, level: number): string;
}

/** Blocks in which letters are read from right to left. */
const RIGHT_TO_LEFT = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u;

/** Judges texts by the Unicode bidirectional algorithm (UAX #9); its tables are read when the first text needs them. */
export class TextDirection {
  #bidi: Promise<Bidi> | undefined;

  async of(text: string): Promise<Directions> {
    // Without such a letter every level is 0: most tickets need neither the tables nor the arithmetic.
    if (!RIGHT_TO_LEFT.test(text)) return { base: 0, levels: new Uint8Array(text.length), drawn: (character) => character };
    this.#bidi ??= loadBidi();
    const bidi = await this.#bidi;
    const { levels, paragraphs } = bidi.getEmbeddingLevels(text);
    return {
      base: paragraphs[0]?.level ?? 0,
      levels,
      drawn: (character, level) => (isRightToLeft({ level }) ? (bidi.getMirroredCharacter(character) ?? character) : character),
    };
  }
}

/** The package declares itself as a module that it is not: what it declares as its default is what Node gives as that. */
async function loadBidi(): Promise<Bidi> {
  const { default: make } = (await import('bidi-js')) as unknown as { default: () => Bidi };
  return make();
}

export function isRightToLeft({ level }: Levelled): boolean {
  return level % 2 === 1;
}

/** @returns the stretches of one line, given in the order of reading, as they stand on paper from left to right (rule L2). */
export function onPaper<Stretch extends Levelled>(stretches: readonly Stretch[]): Stretch[] {
  const line = [...stretches];
  const highest = Math.max(0, ...line.map(({ level }) => level));
  for (let level = highest; level > 0; level -= 1) {
    for (let from = 0; from < line.length; from += 1) {
      let to = from;
      while (to < line.length && line[to]!.level >= level) to += 1;
      line.splice(from, to - from, ...line.slice(from, to).toReversed());
      if (to > from) from = to;
    }
  }
  return line;
}
