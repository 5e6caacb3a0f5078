import { LRUCache } from 'lru-cache';
import { Breaker, type BreakerRules, type BreakerState } from './breaker.js';

const MOST_KNOWN = 100;

/**
 * A breaker for each of many dependencies of one kind, such as push services by host: one of them that is away, or that a stranger
 * made up, closes no other. Keeps the hundred used last.
 */
export class BreakerSet {
  readonly #options: { name: string; rules: BreakerRules; onState?: (state: BreakerState) => void };
  readonly #breakers = new LRUCache<string, Breaker>({ max: MOST_KNOWN });

  /** `onState` is told the worst state of all. */
  constructor(options: { name: string; rules: BreakerRules; onState?: (state: BreakerState) => void }) {
    this.#options = options;
  }

  of(key: string): Breaker {
    const known = this.#breakers.get(key);
    if (known !== undefined) return known;
    const { name, rules, onState } = this.#options;
    const breaker = new Breaker({ name: `${name} ${key}`, rules, onState: () => onState?.(this.#worst()) });
    this.#breakers.set(key, breaker);
    return breaker;
  }

  /** @returns how long all of those that were asked lately have been away: one of them alone is no alarm. */
  awayMs(nowMs: number): number | null {
    const asked = Array.from(this.#breakers.values(), (breaker) => breaker.awayMs(nowMs)).filter((awayMs) => awayMs !== null);
    return asked.length === 0 ? null : Math.min(...asked);
  }

  #worst(): BreakerState {
    return Math.max(0, ...Array.from(this.#breakers.values(), (breaker) => breaker.state)) as BreakerState;
  }
}
