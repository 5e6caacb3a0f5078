/** What can be given up. */
export interface Watched {
  /** Safe to repeat, and after the end. */
  giveUp(reason: unknown): void;
}

/**
 * Gives attempts up when their job is taken away, or when they take too long: one listener and one timer for all messages of a shared job,
 * because each of them is worth some microseconds only.
 */
export class AttemptWatch {
  static readonly #ofSignal = new WeakMap<AbortSignal, AttemptWatch>();
  readonly #timeoutMs: number;
  /** When each is given up, the earliest first. */
  readonly #deadlines = new Map<Watched, number>();
  #timer: NodeJS.Timeout | null = null;

  private constructor(outer: AbortSignal, timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
    outer.addEventListener('abort', () => this.#giveUpAll(outer.reason), { once: true });
  }

  /**
   * @returns the watch over all attempts that follow `outer`. They share a time-out, because they share a queue.
   * @throws the signal's reason when it is aborted already
   */
  static of(outer: AbortSignal, timeoutMs: number): AttemptWatch {
    outer.throwIfAborted();
    const known = AttemptWatch.#ofSignal.get(outer);
    if (known !== undefined) return known;
    const watch = new AttemptWatch(outer, timeoutMs);
    AttemptWatch.#ofSignal.set(outer, watch);
    return watch;
  }

  add(attempt: Watched): void {
    this.#deadlines.set(attempt, performance.now() + this.#timeoutMs);
    this.#timer ??= setTimeout(() => this.#look(), this.#timeoutMs);
  }

  delete(attempt: Watched): void {
    this.#deadlines.delete(attempt);
    if (this.#deadlines.size > 0 || this.#timer === null) return;
    clearTimeout(this.#timer);
    this.#timer = null;
  }

  #look(): void {
    this.#timer = null;
    // A timer of Node may be early by less than a millisecond.
    const nowMs = performance.now() + 1;
    for (const [attempt, deadlineMs] of this.#deadlines) {
      if (deadlineMs > nowMs) {
        this.#timer = setTimeout(() => this.#look(), deadlineMs - nowMs + 1);
        return;
      }
      this.#deadlines.delete(attempt);
      attempt.giveUp(new Error('timed out'));
    }
  }

  #giveUpAll(reason: unknown): void {
    const attempts = [...this.#deadlines.keys()];
    this.#deadlines.clear();
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    for (const attempt of attempts) attempt.giveUp(reason);
  }
}
