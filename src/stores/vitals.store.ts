import type { Id } from '../domain/id.js';
import type { Ledger } from './ledger.js';
import type { VitalsPort } from './vitals.port.js';

// Ids are in the order of time: of many that wait, the oldest is among the first.
const RELAY_LAG = {
  name: 'relay-lag',
  text: `SELECT coalesce(extract(epoch FROM clock_timestamp() - min(created_at)) * 1000, 0)::float8 AS ms
         FROM (SELECT id FROM outbox_waiting ORDER BY id LIMIT 1000) waiting JOIN outbox_message USING (id) WHERE sent_at IS NULL`,
};
const OPEN_LETTERS = {
  name: 'open-letters',
  text: `SELECT queue, count(*) AS letters FROM dead_letter WHERE state = 'OPEN' GROUP BY queue`,
};
const FAILED_REFUNDS = {
  name: 'failed-refunds',
  text: `SELECT o.event_id AS "eventId", count(*)::int AS refunds,
                (array_agg(r.order_no ORDER BY r.settled_at DESC NULLS LAST))[1:3] AS "orderNos"
         FROM refund r JOIN orders o USING (order_no) WHERE r.status = 'FAILED' GROUP BY o.event_id ORDER BY o.event_id`,
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

  failedRefunds(): Promise<{ eventId: Id; refunds: number; orderNos: string[] }[]> {
    return this.#ledger.query(FAILED_REFUNDS, []);
  }

  async watchedEvents(): Promise<Id[]> {
    return (await this.#ledger.query<{ id: Id }>(WATCHED, [])).map(({ id }) => id);
  }
}
