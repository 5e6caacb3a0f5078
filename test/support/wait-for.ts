import { setTimeout as pause } from 'node:timers/promises';

/** How patient `waitFor` is. */
export interface Patience {
  /** Give up after this time; default 30,000 ms: what comes, comes at once, unless the machine is busy with something else. */
  timeoutMs?: number;
  /** Look again after this time; default 10 ms. */
  everyMs?: number;
  /** What is awaited, for the message: "the worker to answer". */
  what?: string;
}

/**
 * Waits until `look` gives something truthy, and returns it. What `look` throws counts as "not yet", so an `expect` may
 * stand in it; the last one thrown is the cause of the time-out.
 *
 * @example const order = await waitFor(() => orders.find((order) => order.status === 'PAID'), { what: 'a paid order' });
 * @throws when the time is over
 */
export async function waitFor<T>(look: () => T | Promise<T>, { timeoutMs = 30_000, everyMs = 10, what }: Patience = {}) {
  const until = performance.now() + timeoutMs;
  for (;;) {
    let cause: unknown;
    try {
      const seen = await look();
      if (seen) return seen as Exclude<Awaited<T>, false | null | undefined | 0 | ''>;
    } catch (error) {
      cause = error;
    }
    if (performance.now() >= until) throw new Error(`waited ${timeoutMs} ms in vain for ${what ?? look.toString()}`, { cause });
    await pause(everyMs);
  }
}

/** As `waitFor`, for a block of `expect`s that give nothing back: waits until it no longer throws. */
export async function eventually(check: () => void | Promise<void>, patience: Patience = {}): Promise<void> {
  await waitFor(async () => {
    await check();
    return true;
  }, patience);
}
