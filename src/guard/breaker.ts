import { BrokenCircuitError, CircuitState, circuitBreaker, type CircuitBreakerPolicy, ConsecutiveBreaker, handleWhen } from 'cockatiel';
import { PermanentFailure } from '../domain/permanent-failure.js';
import { Postponed } from '../domain/postponed.js';

/** How a breaker sees what it guards. */
export interface BreakerRules {
  /** Failures in a row that open it. */
  failures: number;
  /** How long it stays open before one call may try, milliseconds. */
  openMs: number;
  /** Whether an error says that the other side is away; default: all but PermanentFailure, which is an answer. */
  isFault?: (error: Error) => boolean;
}

/** 0 closed: calls go through. 1 half open: one call tries. 2 open: nobody is let through. */
export type BreakerState = 0 | 1 | 2;

export interface BreakerOptions {
  name: string;
  rules: BreakerRules;
  /** Told of every change; must not throw. */
  onState?: (state: BreakerState) => void;
}

/** Calls that come while it is open wait a little longer than it does, each another while, so that they do not come back as one. */
const SPREAD = 0.5;

/** What waits for a dependency asks for it again and again, so what nobody asked for so long is waited for by nothing. */
const ASKED_LATELY_MS = 120_000;

/**
 * Stops calling an outside dependency that does not answer, so that work for it waits instead of failing over and over, and a
 * dependency that comes back is not run over. State is each process' own: every one learns by itself, in `failures` calls.
 */
export class Breaker {
  readonly name: string;
  readonly #openMs: number;
  readonly #isFault: (error: Error) => boolean;
  readonly #policy: CircuitBreakerPolicy;
  #openUntilMs = 0;
  #awaySinceMs: number | null = null;
  #askedAtMs = Number.NEGATIVE_INFINITY;

  constructor(options: BreakerOptions) {
    const { name, rules, onState } = options;
    this.name = name;
    this.#openMs = rules.openMs;
    this.#isFault = rules.isFault ?? ((error) => !(error instanceof PermanentFailure));
    this.#policy = circuitBreaker(handleWhen(this.#isFault), {
      breaker: new ConsecutiveBreaker(rules.failures),
      halfOpenAfter: rules.openMs,
    });
    this.#policy.onBreak(() => {
      this.#openUntilMs = Date.now() + rules.openMs;
      this.#awaySinceMs ??= Date.now();
    });
    this.#policy.onReset(() => {
      this.#awaySinceMs = null;
    });
    this.#policy.onStateChange(() => onState?.(this.state));
  }

  get state(): BreakerState {
    if (this.#policy.state === CircuitState.Closed) return 0;
    return this.#policy.state === CircuitState.HalfOpen ? 1 : 2;
  }

  /**
   * @returns how long the other side has been away: since the breaker opened, the moments when one call tried included; 0 when it is
   * there; null when nobody asked lately: a breaker that nobody asks stays open, whatever became of the other side.
   */
  awayMs(nowMs: number): number | null {
    if (nowMs - this.#askedAtMs > Math.max(ASKED_LATELY_MS, 2 * this.#openMs)) return null;
    return this.#awaySinceMs === null ? 0 : nowMs - this.#awaySinceMs;
  }

  /**
   * Rejects with what `work` rejects with.
   * @throws Postponed while the breaker is open, without calling `work`; and when `work` was the one call that tried and failed: what is
   * known to be away costs nobody a try.
   */
  async run<T>(work: () => Promise<T>): Promise<T> {
    this.#askedAtMs = Date.now();
    const wasClosed = this.#policy.state === CircuitState.Closed;
    try {
      return await this.#policy.execute(work);
    } catch (error) {
      if (error instanceof BrokenCircuitError) throw this.#postponed('and is not asked for a while');
      if (!wasClosed && error instanceof Error && this.#isFault(error)) throw this.#postponed(`still: ${error.message}`);
      throw error;
    }
  }

  #postponed(how: string): Postponed {
    const leftMs = Math.max(0, this.#openUntilMs - Date.now());
    return new Postponed(`${this.name} does not answer, ${how}`, Math.ceil(leftMs + this.#openMs * SPREAD * Math.random()));
  }
}

/** @returns `port` with the named methods behind the breaker; the others as they are. */
export function withBreaker<Port extends object>(port: Port, breaker: Breaker, methods: readonly (keyof Port)[]): Port {
  return new Proxy(port, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      const method = value.bind(target) as (...args: unknown[]) => unknown;
      if (!methods.includes(name as keyof Port)) return method;
      return (...args: unknown[]) => breaker.run(async () => method(...args));
    },
  });
}
