/** How a loop behaves; times in milliseconds. */
export interface PollLoopOptions {
  /** Wait between two rounds when nobody rings. */
  everyMs: number;
  /** Longest wait after failed rounds; the wait doubles from `everyMs` up to it. */
  maxBackoffMs: number;
  /** Least wait between the end of a round and the next one that was rung for, so that more comes together in it; default none. */
  restMs?: number;
  /** One bounded round. @returns true when there is more to do at once. */
  round(): Promise<boolean>;
  /** Told of every failed round; must not throw. */
  onError(error: unknown): void;
}

/**
 * Runs rounds one after the other, never two at once: at once when rung, else after a wait. A failed round is reported and
 * tried again with a growing wait, so that an outage is survived without a storm. Rings during an outage do not shorten it.
 */
export class PollLoop {
  readonly #options: PollLoopOptions;
  #timer: NodeJS.Timeout | null = null;
  /** The next round, when it comes in this turn of the event loop: a timer would be a millisecond late. */
  #next: NodeJS.Immediate | null = null;
  #running: Promise<void> | null = null;
  #endedMs = -Infinity;
  #rung = false;
  #more = false;
  #failures = 0;
  #stopped = true;

  constructor(options: PollLoopOptions) {
    this.#options = options;
  }

  /** Starts with a round at once. A second call does nothing. */
  start(): void {
    if (!this.#stopped) return;
    this.#stopped = false;
    [this.#failures, this.#endedMs] = [0, -Infinity];
    this.#schedule();
  }

  /** Asks for a round as soon as possible. Cheap, never throws; many rings while a round runs cause one more. */
  ring(): void {
    this.#rung = true;
    if (this.#running === null && this.#next === null && this.#failures === 0) this.#schedule();
  }

  /** Begins no new round and waits for the one that runs. Safe to repeat. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#forget();
    await this.#running;
  }

  #schedule(): void {
    if (this.#stopped) return;
    this.#forget();
    const waitMs = this.#wait();
    if (waitMs > 0) this.#timer = setTimeout(() => this.#begin(), waitMs);
    else this.#next = setImmediate(() => this.#begin());
  }

  #forget(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    if (this.#next !== null) clearImmediate(this.#next);
    [this.#timer, this.#next] = [null, null];
  }

  #begin(): void {
    [this.#timer, this.#next] = [null, null];
    this.#running = this.#round().finally(() => {
      this.#running = null;
      this.#endedMs = performance.now();
      this.#schedule();
    });
  }

  async #round(): Promise<void> {
    [this.#rung, this.#more] = [false, false];
    try {
      this.#more = await this.#options.round();
      this.#failures = 0;
    } catch (error) {
      this.#failures += 1;
      this.#options.onError(error);
    }
  }

  #wait(): number {
    const { everyMs, maxBackoffMs, restMs = 0 } = this.#options;
    if (this.#failures > 0) return Math.min(everyMs * 2 ** Math.min(this.#failures, 16), maxBackoffMs);
    if (this.#more) return 0;
    const sinceMs = performance.now() - this.#endedMs;
    return this.#rung ? restMs - sinceMs : everyMs - sinceMs;
  }
}
