import type { Id } from '../domain/id.js';
import type { Tx } from './unit-of-work.port.js';

/** A browser that a person lets us send messages to. */
export interface BrowserModel {
  id: Id;
  personId: Id;
  /** Where its push service takes messages. */
  endpoint: string;
  /** Public key, base64url. */
  p256dh: string;
  /** Shared secret, base64url. */
  auth: string;
}

export interface BrowserPort {
  /**
   * Keeps a browser for a person. A known endpoint becomes this person's with these keys: one browser tells one person at a time.
   * Of more than `most`, the person keeps the newest.
   */
  save(browser: BrowserModel, most: number): Promise<void>;
  /** @returns whether the person had it. */
  remove(personId: Id, endpoint: string): Promise<boolean>;
  of(personId: Id): Promise<BrowserModel[]>;
  find(id: Id): Promise<BrowserModel | null>;
  /** Gives the browsers of one person to another: a guest who logs in keeps them. */
  reassign(tx: Tx, from: Id, to: Id): Promise<void>;
  /** Drops a browser that its push service knows no longer. */
  forget(tx: Tx, id: Id): Promise<void>;
}
