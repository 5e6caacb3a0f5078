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

/**
 * Stops calling an outside dependency that does not answer, so that work for it waits instead of failing over and over, and a
 * dependency that comes back is not run over. State is each process' own: every one learns by itself, in `failures` calls.
 */
export class Breaker {
  readonly name: string;
  readonly #rules: BreakerRules;
  readonly #policy: CircuitBreakerPolicy;
  #openUntilMs = 0;

  constructor(options: BreakerOptions) {
    const { name, rules, onState } = options;
    const isFault = rules.isFault ?? ((error: Error) => !(error instanceof PermanentFailure));
    this.name = name;
    this.#rules = rules;
    this.#policy = circuitBreaker(handleWhen(isFault), { breaker: new ConsecutiveBreaker(rules.failures), halfOpenAfter: rules.openMs });
    this.#policy.onBreak(() => {
      this.#openUntilMs = Date.now() + rules.openMs;
    });
    this.#policy.onStateChange(() => onState?.(this.state));
  }

  get state(): BreakerState {
    if (this.#policy.state === CircuitState.Closed) return 0;
    return this.#policy.state === CircuitState.HalfOpen ? 1 : 2;
  }

  /** Rejects with what `work` rejects with. @throws Postponed, without calling it, while the breaker is open. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await this.#policy.execute(work);
    } catch (error) {
      if (!(error instanceof BrokenCircuitError)) throw error;
      const leftMs = Math.max(0, this.#openUntilMs - Date.now());
      throw new Postponed(
        `${this.name} does not answer, and is not asked for a while`,
        Math.ceil(leftMs + this.#rules.openMs * SPREAD * Math.random()),
      );
    }
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
