import type { Tx } from './unit-of-work.port.js';

/** Effects that were done. The row commits together with the effect, so a message that comes twice is done once. */
export interface InboxPort {
  /** @returns true when the effect is new and this transaction now owns it; false when it was done before. */
  claim(tx: Tx, key: string, queue: string): Promise<boolean>;
  /** Whether the effect was done; for effects outside the ledger, before they are tried again. */
  done(key: string): Promise<boolean>;
  /** @returns those of the keys whose effect was done. */
  doneOf(keys: readonly string[]): Promise<Set<string>>;
  /** Notes effects outside the ledger that are done, in one statement of its own. Safe to repeat. */
  settle(effects: readonly SettledEffect[]): Promise<void>;
}

export interface SettledEffect {
  key: string;
  queue: string;
}

/**
 * Commits `work` together with the inbox row of one message.
 * @returns what `work` returned, or undefined when the effect was done before: then nothing was written.
 */
export type Once = <T>(work: (tx: Tx) => Promise<T>) => Promise<T | undefined>;
