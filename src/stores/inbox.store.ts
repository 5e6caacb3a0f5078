import type { InboxPort } from './inbox.port.js';
import type { Ledger } from './ledger.js';
import type { Tx } from './unit-of-work.port.js';

// A second transaction with the same key waits here until the first one ends, and then sees whether the effect is done.
const CLAIM = {
  name: 'claim-effect',
  text: 'INSERT INTO inbox_message (key, queue) VALUES ($1, $2) ON CONFLICT (key) DO NOTHING RETURNING key',
};
const DONE = { name: 'effect-done', text: 'SELECT key FROM inbox_message WHERE key = $1' };

export class InboxStore implements InboxPort {
  readonly #ledger: Ledger;

  constructor(ports: { ledger: Ledger }) {
    this.#ledger = ports.ledger;
  }

  async claim(tx: Tx, key: string, queue: string): Promise<boolean> {
    return (await this.#ledger.query(CLAIM, [key, queue], tx)).length === 1;
  }

  async done(key: string): Promise<boolean> {
    return (await this.#ledger.query(DONE, [key])).length === 1;
  }
}
