/** A breaker, or a set of them, as an alarm sees it. */
export interface Watched {
  /** How long its dependency has been away, milliseconds; 0: it is there; null: nobody asked lately, so nobody knows. */
  awayMs(nowMs: number): number | null;
}

/** What this process knows of the dependencies outside: which have been away for how long, while something waits for them. */
export class BreakerBoard {
  readonly #watched = new Map<string, Watched>();

  /** A second one of the same name takes the place of the first. */
  add(name: string, watched: Watched): void {
    this.#watched.set(name, watched);
  }

  /** @returns seconds by name of the dependency; one that nobody asked lately is left out. */
  awaySeconds(nowMs: number = Date.now()): Map<string, number> {
    const seconds = new Map<string, number>();
    for (const [name, watched] of this.#watched) {
      const awayMs = watched.awayMs(nowMs);
      if (awayMs !== null) seconds.set(name, awayMs / 1000);
    }
    return seconds;
  }
}
