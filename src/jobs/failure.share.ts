import { SILENT_OBSERVER, type JobObserver } from './job.kit.js';

const WINDOW_MS = 300_000;
const SLOTS = 10;
/** Fewer tries say nothing. */
const LEAST_TRIES = 20;

interface Tries {
  all: number;
  failed: number;
}

/** Which share of the tries of this process failed in the last five minutes, by queue. */
export class FailureShare {
  readonly #now: () => number;
  /** By slot of time, then by queue. */
  readonly #slots = new Map<number, Map<string, Tries>>();

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** An observer that counts, and hands everything on to another. */
  beside(other: JobObserver): JobObserver {
    return {
      ...SILENT_OBSERVER,
      ...other,
      jobEnded: (queue, outcome, ms) => {
        this.#count(queue, outcome === 'retry' || outcome === 'dead');
        other.jobEnded(queue, outcome, ms);
      },
    };
  }

  /** Queues with enough tries to judge by, each with a share of 0 to 1. */
  shares(): Map<string, number> {
    this.#forget();
    const sums = new Map<string, Tries>();
    for (const [queue, { all, failed }] of [...this.#slots.values()].flatMap((slot) => [...slot])) {
      const sum = sums.get(queue) ?? { all: 0, failed: 0 };
      sums.set(queue, { all: sum.all + all, failed: sum.failed + failed });
    }
    return new Map([...sums].filter(([, { all }]) => all >= LEAST_TRIES).map(([queue, { all, failed }]) => [queue, failed / all]));
  }

  #count(queue: string, failed: boolean): void {
    this.#forget();
    const at = this.#slot();
    const slot = this.#slots.get(at) ?? new Map<string, Tries>();
    const tries = slot.get(queue) ?? { all: 0, failed: 0 };
    slot.set(queue, { all: tries.all + 1, failed: tries.failed + (failed ? 1 : 0) });
    this.#slots.set(at, slot);
  }

  #slot(): number {
    return Math.floor(this.#now() / (WINDOW_MS / SLOTS));
  }

  #forget(): void {
    const oldest = this.#slot() - SLOTS;
    for (const at of this.#slots.keys()) if (at <= oldest) this.#slots.delete(at);
  }
}
