export interface GovernorOptions {
  /** Most at once. */
  most: number;
  /** Length of a window, milliseconds; it ends later when too little happened in it. */
  windowMs: number;
  /** Told of every change. */
  onChange(limit: number): void;
}

/** Tries that a window needs before anything is concluded from it. */
const ENOUGH = 5;
/** A window without enough tries ends after so many window lengths all the same, when it has any. */
const PATIENCE = 5;
/** So many times its own usual time counts as slow, and nothing under this many milliseconds does. */
const SLOW_FACTOR = 3;
const NEVER_SLOW_MS = 20;
/** From this share of failed tries on, the other side is in trouble. */
const FAILING = 0.5;
const DOWN = 0.6;
/** The usual time forgets a better past by this much a window: what is slow for good becomes usual in some minutes. */
const DRIFT = 1.01;

/**
 * Decides how many jobs of a queue run at once, from how long they take and how many fail: additive increase, multiplicative
 * decrease against the queue's own usual time. A downstream that slows is asked by fewer at once, so its queue does not grow until
 * everything times out; when it is well again, the number climbs back within ten windows.
 */
export class ConcurrencyGovernor {
  readonly #options: GovernorOptions;
  #limit: number;
  /** Median of a good window, milliseconds; null before the first. */
  #usualMs: number | null = null;
  #times: number[] = [];
  #failures = 0;
  #since: number | null = null;

  constructor(options: GovernorOptions) {
    this.#options = options;
    this.#limit = options.most;
  }

  get limit(): number {
    return this.#limit;
  }

  /**
   * Tells of one try that ended.
   * @param failed the other side did not do it; a refusal for good is no such failure
   * @param nowMs of any clock that only goes forward
   */
  ended(ms: number, failed: boolean, nowMs: number): void {
    this.#since ??= nowMs;
    if (failed) this.#failures += 1;
    this.#times.push(ms);
    const windows = (nowMs - this.#since) / this.#options.windowMs;
    if (windows < 1 || (this.#times.length < ENOUGH && windows < PATIENCE)) return;
    this.#judge();
    this.#times = [];
    this.#failures = 0;
    this.#since = nowMs;
  }

  #judge(): void {
    const median = this.#times.toSorted((a, b) => a - b)[this.#times.length >> 1]!;
    const failing = this.#failures / this.#times.length >= FAILING;
    const slow = this.#usualMs !== null && median > Math.max(NEVER_SLOW_MS, SLOW_FACTOR * this.#usualMs);
    if (!failing) this.#usualMs = this.#usualMs === null ? median : Math.min(median, this.#usualMs * DRIFT);
    if (failing || slow) this.#set(Math.floor(this.#limit * DOWN));
    else this.#set(this.#limit + Math.ceil(this.#options.most / 10));
  }

  #set(wanted: number): void {
    const limit = Math.min(this.#options.most, Math.max(1, wanted));
    if (limit === this.#limit) return;
    this.#limit = limit;
    this.#options.onChange(limit);
  }
}
