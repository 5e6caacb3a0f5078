import { AisleError } from '../errors/aisle-error.js';

/**
 * The one deadline of a request. Whatever works for the request takes the signal along; it is made only when somebody asks
 * for it, because most requests are over before anybody does.
 */
export class Deadline {
  readonly atMs: number;
  #controller: AbortController | null = null;
  #reason: AisleError | null = null;

  constructor(ms: number, nowMs: number = Date.now()) {
    this.atMs = nowMs + ms;
  }

  /** Aborted when the time is over or the client has gone. */
  get signal(): AbortSignal {
    if (this.#controller === null) {
      this.#controller = new AbortController();
      if (this.#reason !== null) this.#controller.abort(this.#reason);
    }
    return this.#controller.signal;
  }

  /** Ends the work. Only the first reason counts. */
  abort(reason: AisleError): void {
    if (this.#reason !== null) return;
    this.#reason = reason;
    this.#controller?.abort(reason);
  }

  /**
   * @returns what `work` gives if it ends in time.
   * @throws AisleError DEPENDENCY_UNAVAILABLE at the deadline. The work itself may still go on: its outcome is unknown.
   */
  bound<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const late = () => {
        const error = new AisleError('DEPENDENCY_UNAVAILABLE', undefined, { retryAfterMs: 1000 });
        this.abort(error);
        reject(error);
      };
      const timer = setTimeout(late, Math.max(0, this.atMs - Date.now()));
      const inTime =
        <Outcome>(settle: (outcome: Outcome) => void) =>
        (outcome: Outcome) => {
          clearTimeout(timer);
          settle(outcome);
        };
      work.then(inTime(resolve), inTime(reject));
    });
  }
}
