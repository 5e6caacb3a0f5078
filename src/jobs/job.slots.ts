/** Lets so many works run at once and makes the others wait, first come, first served. The number may change while they run. */
export class JobSlots {
  #limit: number;
  #busy = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  get limit(): number {
    return this.#limit;
  }

  /** Works that run now. */
  get busy(): number {
    return this.#busy;
  }

  /** A smaller limit ends nothing that runs; from then on fewer begin. */
  setLimit(limit: number): void {
    this.#limit = limit;
    this.#admit();
  }

  /** Takes a slot: at once, then null is returned, or as soon as the promise resolves. Whoever entered must leave. */
  enter(): Promise<void> | null {
    if (this.#busy >= this.#limit) return new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#busy += 1;
    return null;
  }

  leave(): void {
    this.#busy -= 1;
    this.#admit();
  }

  #admit(): void {
    while (this.#busy < this.#limit) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      this.#busy += 1;
      next();
    }
  }
}
