/** Random numbers that a seed repeats. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** From 0 up to 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** A whole number from 0 up to `bound`. */
  below(bound: number): number {
    return Math.floor(this.next() * bound);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }
}

/** Picks 0 to `count` - 1, the low ones more often: as buyers pick the seats before the stage. */
export class Zipf {
  readonly #upTo: number[] = [];

  constructor(count: number, exponent: number) {
    let sum = 0;
    for (let rank = 1; rank <= count; rank += 1) this.#upTo.push((sum += rank ** -exponent));
  }

  pick(random: Random): number {
    const at = random.next() * this.#upTo.at(-1)!;
    let [low, high] = [0, this.#upTo.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#upTo[middle]! < at) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Several different ones. */
  pickSome(random: Random, count: number): number[] {
    const picked = new Set<number>();
    while (picked.size < count) picked.add(this.pick(random));
    return [...picked];
  }
}
