import type { Id } from '../domain/id.js';
import { texts, words } from './array.literal.js';
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
const CLAIM = statement('claim-messages');
const MARK_SENT = statement('mark-messages-sent');
const FORGET_SENT = statement('forget-sent-messages');
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
  created_ms: number;
}

const FIRST: Id = '00000000-0000-0000-0000-000000000000';

export class OutboxStore implements OutboxPort {
  readonly #ledger: Ledger;

  constructor(ports: { ledger: Ledger }) {
    this.#ledger = ports.ledger;
  }

  async add(tx: Tx, messages: readonly OutboxMessage[]): Promise<void> {
    if (messages.length === 0) return;
    const columns = [
      words(messages, ({ id }) => id),
      texts(messages, ({ queue }) => queue),
      texts(messages, ({ key }) => key),
      texts(messages, ({ orderNo }) => orderNo),
      texts(messages, ({ payload }) => JSON.stringify(payload)),
      words(messages, ({ browsersOf }) => browsersOf ?? null),
    ];
    await this.#ledger.query(ADD, columns, tx);
  }

  async claim(tx: Tx, limit: number, after: Id | null = null): Promise<OutboxRow[]> {
    return (await this.#ledger.query<Row>(CLAIM, [limit, after ?? FIRST], tx)).map(toOutboxRow);
  }

  async markSent(tx: Tx, handovers: readonly Handover[]): Promise<void> {
    const sorted = handovers.toSorted((a, b) => (a.id < b.id ? -1 : 1));
    const jobs = new Map<string, number>();
    const places = sorted.map(({ jobId }) => {
      if (jobId === null) return 0;
      const place = jobs.get(jobId) ?? jobs.size + 1;
      jobs.set(jobId, place);
      return place;
    });
    await this.#ledger.query(MARK_SENT, [words(sorted, ({ id }) => id), words(places, (place) => place), [...jobs.keys()]], tx);
  }

  async forgetSent(): Promise<void> {
    await this.#ledger.query(FORGET_SENT, []);
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
    createdAt: new Date(row.created_ms),
  };
}
