import type { Id } from '../domain/id.js';
import type { Ledger } from './ledger.js';
import type { VitalsPort } from './vitals.port.js';

const RELAY_LAG = {
  name: 'relay-lag',
  text: `SELECT coalesce(extract(epoch FROM clock_timestamp() - min(created_at)) * 1000, 0)::float8 AS ms
         FROM outbox_message WHERE sent_at IS NULL`,
};
const OPEN_LETTERS = {
  name: 'open-letters',
  text: `SELECT queue, count(*) AS letters FROM dead_letter WHERE state = 'OPEN' GROUP BY queue`,
};
const WATCHED = {
  name: 'watched-events',
  text: `SELECT id FROM event WHERE inventory_epoch > 0 AND starts_at > clock_timestamp() - interval '30 days' ORDER BY id`,
};

export class VitalsStore implements VitalsPort {
  readonly #ledger: Ledger;

  constructor(ports: { ledger: Ledger }) {
    this.#ledger = ports.ledger;
  }

  async relayLagMs(): Promise<number> {
    const [row] = await this.#ledger.query<{ ms: number }>(RELAY_LAG, []);
    return Math.max(0, row!.ms);
  }

  async openLetters(): Promise<Map<string, number>> {
    const rows = await this.#ledger.query<{ queue: string; letters: number }>(OPEN_LETTERS, []);
    return new Map(rows.map(({ queue, letters }) => [queue, letters]));
  }

  async watchedEvents(): Promise<Id[]> {
    return (await this.#ledger.query<{ id: Id }>(WATCHED, [])).map(({ id }) => id);
  }
}
