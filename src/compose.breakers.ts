import type { Base } from './compose.base.js';
import { Breaker, type BreakerRules, type BreakerState, withBreaker } from './guard/breaker.js';
import type { PaymentProvider } from './payments/payment-provider.port.js';

export function breakerRules({ env }: Pick<Base, 'env'>): BreakerRules {
  return { failures: env.BREAKER_FAILURES, openMs: env.BREAKER_OPEN_MS };
}

/** Tells metric and log of every change of a breaker. */
export function watchBreaker({ metrics, log }: Pick<Base, 'metrics' | 'log'>, name: string): (state: BreakerState) => void {
  metrics.breakerState(name, 0);
  return (state) => {
    metrics.breakerState(name, state);
    log.warn({ dependency: name, state }, state === 2 ? 'a dependency is away and not asked for a while' : 'a dependency is asked again');
  };
}

/**
 * A payment provider that is not asked while it is away: buyers are told at once that they may try again, and when; jobs wait. What it
 * sent by itself is judged all the same.
 */
export function guardProvider(base: Base, provider: PaymentProvider): PaymentProvider {
  const name = `payment-${provider.name}`;
  const breaker = new Breaker({ name, rules: breakerRules(base), onState: watchBreaker(base, name) });
  base.breakers.add(name, breaker);
  return withBreaker(provider, breaker, ['start', 'capture', 'void', 'close', 'refund', 'lookup']);
}
