import { AisleError } from '../errors/aisle-error.js';
import type { GuardMetrics } from './guard-metrics.port.js';

/** Waits told to the refused are spread over this span, so that they do not all come back at once. */
const RETRY_SPREAD_MS = 500;
const RETRY_LEAST_MS = 250;

/**
 * Bounds the operations that a process works on at once. Work beyond the bound would only make everything late; a quick
 * refusal lets the client try again when there is room.
 */
export class InFlightGate {
  readonly #max: number;
  readonly #metrics: GuardMetrics;
  #count = 0;

  constructor(parts: { max: number; metrics: GuardMetrics }) {
    this.#max = parts.max;
    this.#metrics = parts.metrics;
  }

  get count(): number {
    return this.#count;
  }

  /**
   * Takes no place: for work that has not arrived yet.
   * @throws AisleError OVERLOADED when none is free.
   */
  refuseWhenFull(): void {
    if (this.#count < this.#max) return;
    this.#metrics.overloaded();
    const retryAfterMs = RETRY_LEAST_MS + Math.floor(Math.random() * RETRY_SPREAD_MS);
    throw new AisleError('OVERLOADED', undefined, { retryAfterMs });
  }

  /**
   * Takes a place. Whoever got one must `leave`, exactly once.
   * @throws AisleError OVERLOADED when none is free.
   */
  enter(): void {
    this.refuseWhenFull();
    this.#metrics.inFlight(++this.#count);
  }

  leave(): void {
    this.#metrics.inFlight(--this.#count);
  }
}
