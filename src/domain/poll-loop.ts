/** How a loop behaves; times in milliseconds. */
export interface PollLoopOptions {
  /** Wait between two rounds when nobody rings. */
  everyMs: number;
  /** Longest wait after failed rounds; the wait doubles from `everyMs` up to it. */
  maxBackoffMs: number;
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
  #rung = false;
  #failures = 0;
  #stopped = true;

  constructor(options: PollLoopOptions) {
    this.#options = options;
  }

  /** Starts with a round at once. A second call does nothing. */
  start(): void {
    if (!this.#stopped) return;
    this.#stopped = false;
    this.#schedule(0);
  }

  /** Asks for a round as soon as possible. Cheap, never throws; many rings while a round runs cause one more. */
  ring(): void {
    this.#rung = true;
    if (this.#running === null && this.#failures === 0) this.#schedule(0);
  }

  /** Begins no new round and waits for the one that runs. Safe to repeat. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#forget();
    await this.#running;
  }

  #schedule(delayMs: number): void {
    if (this.#stopped || (delayMs === 0 && this.#next !== null)) return;
    this.#forget();
    if (delayMs === 0) this.#next = setImmediate(() => this.#begin());
    else this.#timer = setTimeout(() => this.#begin(), delayMs);
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
      this.#schedule(this.#wait());
    });
  }

  async #round(): Promise<void> {
    this.#rung = false;
    try {
      const more = await this.#options.round();
      this.#failures = 0;
      this.#rung ||= more;
    } catch (error) {
      this.#failures += 1;
      this.#options.onError(error);
    }
  }

  #wait(): number {
    if (this.#failures > 0) return Math.min(this.#options.everyMs * 2 ** Math.min(this.#failures, 16), this.#options.maxBackoffMs);
    return this.#rung ? 0 : this.#options.everyMs;
  }
}
