/** @returns the middle value; of an even number the mean of the two in the middle. @throws on none */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** @returns the value below which a share of all lies, between neighbours in proportion. @throws on none */
export function quantile(values: readonly number[], share: number): number {
  if (values.length === 0) throw new Error('no values');
  const sorted = values.toSorted((a, b) => a - b);
  const at = share * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(at)]!, sorted[Math.ceil(at)]!];
  return low + (high - low) * (at - Math.floor(at));
}

const RESAMPLES = 4000;

/** @returns the interval that holds 95 % of the medians of samples drawn from these values with replacement. */
export function bootstrapInterval(values: readonly number[], random: () => number): [number, number] {
  const medians = Array.from({ length: RESAMPLES }, () => median(values.map(() => values[Math.floor(random() * values.length)]!)));
  return [quantile(medians, 0.025), quantile(medians, 0.975)];
}

/** A generator of numbers from 0 to 1 that gives the same ones for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Milliseconds in buckets of 1 %: quantiles of millions of latencies without keeping them. */
export class LatencyHistogram {
  static readonly #GROWTH = Math.log(1.01);
  readonly #counts = new Map<number, number>();
  #total = 0;
  max = 0;
  min = Infinity;
  #sum = 0;

  add(ms: number): void {
    const bucket = Math.round(Math.log(Math.max(ms, 0.001)) / LatencyHistogram.#GROWTH);
    this.#counts.set(bucket, (this.#counts.get(bucket) ?? 0) + 1);
    this.#total += 1;
    this.#sum += ms;
    if (ms > this.max) this.max = ms;
    if (ms < this.min) this.min = ms;
  }

  get count(): number {
    return this.#total;
  }

  get mean(): number {
    return this.#sum / Math.max(1, this.#total);
  }

  quantile(share: number): number {
    let left = share * this.#total;
    for (const bucket of [...this.#counts.keys()].sort((a, b) => a - b)) {
      left -= this.#counts.get(bucket)!;
      if (left <= 0) return Math.exp(bucket * LatencyHistogram.#GROWTH);
    }
    return this.max;
  }
}
