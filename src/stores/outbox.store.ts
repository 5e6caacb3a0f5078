import type { Id } from '../domain/id.js';
import type { Ledger } from './ledger.js';
import type { Handover, MessageBalance, OutboxMessage, OutboxPort, OutboxRow, SentCursor, SentMessage } from './outbox.port.js';
import { statement } from './statement.js';
import type { Tx } from './unit-of-work.port.js';

const ADD = {
  name: 'add-messages',
  text: `INSERT INTO outbox_message (id, queue, key, order_no, payload)
         SELECT id, queue, key, order_no, payload
         FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::jsonb[], $6::uuid[])
              AS draft (id, queue, key, order_no, payload, browsers_of)
         WHERE browsers_of IS NULL OR EXISTS (SELECT FROM push_subscription s WHERE s.person_id = browsers_of)
         ON CONFLICT (key) DO NOTHING`,
};
const CLAIM = {
  name: 'claim-messages',
  text: `SELECT id, queue, key, order_no, payload, sends, created_at FROM outbox_message
         WHERE sent_at IS NULL ORDER BY created_at, id LIMIT $1 FOR UPDATE SKIP LOCKED`,
};
// Its transaction does not wait for the disk: a crash of the ledger may forget that messages were sent, and then they are sent twice.
const MARK_SENT = {
  name: 'mark-messages-sent',
  text: `UPDATE outbox_message m SET sent_at = clock_timestamp(), sends = sends + 1, job_id = handover.job_id
         FROM unnest($1::uuid[], $2::text[]) AS handover (id, job_id), set_config('synchronous_commit', 'off', true)
         WHERE m.id = handover.id`,
};
const TRAVEL_ALONE = { name: 'messages-travel-alone', text: 'UPDATE outbox_message SET job_id = NULL WHERE id = ANY ($1::uuid[])' };
const UNSETTLED = statement('unsettled-messages');
const RESEND = {
  name: 'resend-messages',
  text: `UPDATE outbox_message m SET sent_at = NULL FROM unnest($1::uuid[], $2::int[]) AS lost (id, sends)
         WHERE m.id = lost.id AND m.sends = lost.sends AND m.sent_at IS NOT NULL RETURNING m.id`,
};
const BALANCE = statement('message-balance');

interface Row {
  id: Id;
  queue: string;
  key: string;
  order_no: string | null;
  payload: unknown;
  sends: number;
  created_at: Date;
}

export class OutboxStore implements OutboxPort {
  readonly #ledger: Ledger;

  constructor(ports: { ledger: Ledger }) {
    this.#ledger = ports.ledger;
  }

  async add(tx: Tx, messages: readonly OutboxMessage[]): Promise<void> {
    if (messages.length === 0) return;
    const columns = [
      messages.map((message) => message.id),
      messages.map((message) => message.queue),
      messages.map((message) => message.key),
      messages.map((message) => message.orderNo),
      messages.map((message) => JSON.stringify(message.payload)),
      messages.map((message) => message.browsersOf ?? null),
    ];
    await this.#ledger.query(ADD, columns, tx);
  }

  async claim(tx: Tx, limit: number): Promise<OutboxRow[]> {
    return (await this.#ledger.query<Row>(CLAIM, [limit], tx)).map(toOutboxRow);
  }

  async markSent(tx: Tx, handovers: readonly Handover[]): Promise<void> {
    const columns = [handovers.map((handover) => handover.id), handovers.map((handover) => handover.jobId)];
    await this.#ledger.query(MARK_SENT, columns, tx);
  }

  async travelAlone(ids: readonly Id[]): Promise<void> {
    await this.#ledger.query(TRAVEL_ALONE, [ids]);
  }

  async unsettled(after: SentCursor | null, before: Date, limit: number): Promise<SentMessage[]> {
    const values = [after?.sentAt ?? null, after?.id ?? null, before, limit];
    const rows = await this.#ledger.query<Row & { sent_at: Date; job_id: string | null }>(UNSETTLED, values);
    return rows.map((row) => ({ ...toOutboxRow(row), sentAt: row.sent_at, jobId: row.job_id }));
  }

  async resend(messages: readonly Pick<SentMessage, 'id' | 'sends'>[]): Promise<number> {
    if (messages.length === 0) return 0;
    const columns = [messages.map((message) => message.id), messages.map((message) => message.sends)];
    return (await this.#ledger.query(RESEND, columns)).length;
  }

  async balance(): Promise<MessageBalance> {
    const [row] = await this.#ledger.query<MessageBalance>(BALANCE, []);
    return row!;
  }
}

function toOutboxRow(row: Row): OutboxRow {
  return {
    id: row.id,
    queue: row.queue,
    key: row.key,
    orderNo: row.order_no,
    payload: row.payload,
    sends: row.sends,
    createdAt: row.created_at,
  };
}
