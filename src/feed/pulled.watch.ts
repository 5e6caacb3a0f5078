/**
 * The async iterator that GraphQL pulls for one watcher. Written by hand: the `return()` of an async generator that is parked on a
 * promise waits for that promise, so a closed socket would leak its watcher until the next change.
 */
export abstract class PulledWatch<Seen> implements AsyncIterableIterator<Seen> {
  #ended = false;
  /** Settles the pending `next()`, if there is one. */
  #settle: ((result: IteratorResult<Seen>) => void) | null = null;

  abstract next(): Promise<IteratorResult<Seen>>;

  /** Called once, when the watch is over. */
  protected abstract onEnd(): void;

  return(): Promise<IteratorResult<Seen>> {
    if (!this.#ended) {
      this.#ended = true;
      this.#finish({ done: true, value: undefined });
      this.onEnd();
    }
    return Promise.resolve({ done: true, value: undefined });
  }

  async throw(error: unknown): Promise<IteratorResult<Seen>> {
    await this.return();
    throw error;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  protected get isEnded(): boolean {
    return this.#ended;
  }

  /** Whether a `next()` waits for something to be handed over. */
  protected get isParked(): boolean {
    return this.#settle !== null;
  }

  /** What `next()` answers while there is nothing new. */
  protected park(): Promise<IteratorResult<Seen>> {
    return new Promise((resolve) => (this.#settle = resolve));
  }

  /** Answers the parked `next()`. */
  protected hand(seen: Seen): void {
    this.#finish({ done: false, value: seen });
  }

  #finish(result: IteratorResult<Seen>): void {
    const settle = this.#settle;
    this.#settle = null;
    settle?.(result);
  }
}
