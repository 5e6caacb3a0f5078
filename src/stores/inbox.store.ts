import { texts } from './array.literal.js';
import type { InboxPort, SettledEffect } from './inbox.port.js';
import type { Ledger } from './ledger.js';
import type { Tx } from './unit-of-work.port.js';

// A second transaction with the same key waits here until the first one ends, and then sees whether the effect is done.
const CLAIM = {
  name: 'claim-effect',
  text: 'INSERT INTO inbox_message (key, queue) VALUES ($1, $2) ON CONFLICT (key) DO NOTHING RETURNING key',
};
// One look-up a key (OFFSET 0): planned as a whole while the table is still empty, it would read all of it for as long as the plan is kept.
const DONE_OF = {
  name: 'effects-done',
  text: `SELECT done.key FROM unnest($1::text[]) AS asked (key)
         CROSS JOIN LATERAL (SELECT key FROM inbox_message WHERE inbox_message.key = asked.key OFFSET 0) done`,
};
// In the order of their keys: two statements that write the same effects wait for each other one way only. A row that must look out for
// another of its key costs half as much again, and there hardly ever is one: the second statement is for when the first one found some.
const effects = `INSERT INTO inbox_message (key, queue) SELECT key, queue FROM unnest($1::text[], $2::text[]) AS effect (key, queue) ORDER BY key`;
const SETTLE = { name: 'settle-effects', text: effects };
const SETTLE_NEW = { name: 'settle-new-effects', text: `${effects} ON CONFLICT (key) DO NOTHING` };
const UNIQUE_VIOLATION = '23505';
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

  async doneOf(keys: readonly string[]): Promise<Set<string>> {
    const rows = await this.#ledger.query<{ key: string }>(DONE_OF, [texts(keys, (key) => key)]);
    return new Set(rows.map((row) => row.key));
  }

  async settle(done: readonly SettledEffect[]): Promise<void> {
    const columns = [texts(done, ({ key }) => key), texts(done, ({ queue }) => queue)];
    try {
      await this.#ledger.query(SETTLE, columns);
    } catch (error) {
      if ((error as { code?: unknown }).code !== UNIQUE_VIOLATION) throw error;
      await this.#ledger.query(SETTLE_NEW, columns);
    }
  }
}
