import type { Id } from '../domain/id.js';
import type { BrowserModel, BrowserPort } from './browser.port.js';
import type { Ledger } from './ledger.js';
import type { Tx } from './unit-of-work.port.js';

const COLUMNS = 'id, person_id AS "personId", endpoint, p256dh, auth';
const SAVE = {
  name: 'browser-save',
  text: `INSERT INTO push_subscription (id, person_id, endpoint, p256dh, auth) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (endpoint) DO UPDATE
         SET person_id = EXCLUDED.person_id, p256dh = EXCLUDED.p256dh, auth = EXCLUDED.auth, created_at = clock_timestamp()`,
};
const TRIM = {
  name: 'browsers-trim',
  text: `DELETE FROM push_subscription WHERE id IN (
           SELECT id FROM push_subscription WHERE person_id = $1 ORDER BY created_at DESC, id DESC OFFSET $2)`,
};
const REMOVE = { name: 'browser-remove', text: 'DELETE FROM push_subscription WHERE person_id = $1 AND endpoint = $2 RETURNING id' };
const OF_PERSON = { name: 'browsers-of-person', text: `SELECT ${COLUMNS} FROM push_subscription WHERE person_id = $1 ORDER BY id` };
const FIND = { name: 'browser-find', text: `SELECT ${COLUMNS} FROM push_subscription WHERE id = $1` };
const REASSIGN = { name: 'browsers-reassign', text: 'UPDATE push_subscription SET person_id = $2 WHERE person_id = $1' };
const FORGET = { name: 'browser-forget', text: 'DELETE FROM push_subscription WHERE id = $1' };

export class BrowserStore implements BrowserPort {
  readonly #ledger: Ledger;

  constructor(ports: { ledger: Ledger }) {
    this.#ledger = ports.ledger;
  }

  async save({ id, personId, endpoint, p256dh, auth }: BrowserModel, most: number): Promise<void> {
    await this.#ledger.run(async (tx) => {
      await this.#ledger.query(SAVE, [id, personId, endpoint, p256dh, auth], tx);
      await this.#ledger.query(TRIM, [personId, most], tx);
    });
  }

  async remove(personId: Id, endpoint: string): Promise<boolean> {
    return (await this.#ledger.query(REMOVE, [personId, endpoint])).length === 1;
  }

  async of(personId: Id): Promise<BrowserModel[]> {
    return this.#ledger.query<BrowserModel>(OF_PERSON, [personId]);
  }

  async find(id: Id): Promise<BrowserModel | null> {
    const [row] = await this.#ledger.query<BrowserModel>(FIND, [id]);
    return row ?? null;
  }

  async reassign(tx: Tx, from: Id, to: Id): Promise<void> {
    await this.#ledger.query(REASSIGN, [from, to], tx);
  }

  async forget(tx: Tx, id: Id): Promise<void> {
    await this.#ledger.query(FORGET, [id], tx);
  }
}
