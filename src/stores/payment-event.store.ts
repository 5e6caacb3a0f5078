import type { Id } from '../domain/id.js';
import { storableJson } from '../domain/text.js';
import type { Ledger } from './ledger.js';
import type { PaymentEventModel, PaymentEventPort } from './payment-event.port.js';
import type { Tx } from './unit-of-work.port.js';

const RECORD = {
  name: 'payment-event-record',
  text: `INSERT INTO payment_event (id, provider, event_id, type, payment_id, payload, parked_why, refund_id, failure)
         VALUES ($1, $2, $3, $4, $5, $6::jsonb, $7, $8, $9) ON CONFLICT (provider, event_id) DO NOTHING RETURNING id`,
};
const FIND = {
  name: 'payment-event-find',
  text: `SELECT id, provider, event_id AS "eventId", type, payment_id AS "paymentId", payload, parked_why AS "parkedWhy",
                refund_id AS "refundId", failure
         FROM payment_event WHERE id = $1::uuid`,
};

export class PaymentEventStore implements PaymentEventPort {
  readonly #ledger: Ledger;

  constructor(ports: { ledger: Ledger }) {
    this.#ledger = ports.ledger;
  }

  async record(tx: Tx, event: PaymentEventModel): Promise<boolean> {
    const { id, provider, eventId, type, paymentId, payload, parkedWhy, refundId, failure } = event;
    const values = [id, provider, eventId, type, paymentId, storableJson(payload), parkedWhy, refundId, failure];
    return (await this.#ledger.query(RECORD, values, tx)).length === 1;
  }

  async find(id: Id): Promise<PaymentEventModel | null> {
    const [row] = await this.#ledger.query<PaymentEventModel>(FIND, [id]);
    return row ?? null;
  }
}
