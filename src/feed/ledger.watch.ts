import { PulledWatch } from './pulled.watch.js';

export interface LedgerWatchPorts<Seen> {
  /** Reads what is watched; null ends the watch. */
  look(): Promise<Seen | null>;
  /** A number that is higher whenever there is something new to show. */
  markOf(seen: Seen): number;
  /** Milliseconds until what was seen changes by the clock alone; null: it does not. */
  dueInMs?(seen: Seen): number | null;
  onEnd(): void;
  onError(error: unknown): void;
}

/** How often a watcher looks at the ledger without a notice, milliseconds: notices may be lost. */
const LOOK_MS = 5_000;

/** One watcher of one row of the ledger: it looks at once, after every notice, when the clock says so, and every few seconds. */
export class LedgerWatch<Seen> extends PulledWatch<Seen> {
  readonly #ports: LedgerWatchPorts<Seen>;
  #mark = -1;
  #dueAtMs = Infinity;
  #noticed = true;
  #wake: (() => void) | null = null;

  constructor(ports: LedgerWatchPorts<Seen>) {
    super();
    this.#ports = ports;
  }

  notice(): void {
    this.#noticed = true;
    this.#wake?.();
  }

  async next(): Promise<IteratorResult<Seen>> {
    while (!this.isEnded) {
      if (!this.#noticed) await this.#pause();
      this.#noticed = false;
      const seen = this.isEnded ? null : await this.#look();
      if (seen === null) return this.return();
      if (seen === 'UNKNOWN') continue;
      this.#dueAtMs = performance.now() + (this.#ports.dueInMs?.(seen.now) ?? Infinity);
      const mark = this.#ports.markOf(seen.now);
      if (mark <= this.#mark) continue;
      this.#mark = mark;
      return { done: false, value: seen.now };
    }
    return this.return();
  }

  protected onEnd(): void {
    this.#wake?.();
    this.#ports.onEnd();
  }

  /** A ledger that is away for a moment is no end: the next notice, or the next poll, looks again. */
  async #look(): Promise<{ now: Seen } | null | 'UNKNOWN'> {
    try {
      const now = await this.#ports.look();
      return now === null ? null : { now };
    } catch (error) {
      this.#ports.onError(error);
      return 'UNKNOWN';
    }
  }

  #pause(): Promise<void> {
    const waitMs = Math.max(1, Math.min(LOOK_MS, this.#dueAtMs - performance.now()));
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#wake?.(), waitMs);
      this.#wake = () => {
        clearTimeout(timer);
        this.#wake = null;
        resolve();
      };
    });
  }
}
