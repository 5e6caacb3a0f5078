import type { Id } from '../domain/id.js';
import type { SandboxPaymentModel, SandboxStatus } from '../domain/sandbox-payment.js';
import type { Ledger } from './ledger.js';
import type { OwedWebhook, SandboxPort } from './sandbox.port.js';

const OPEN = {
  name: 'sandbox-open',
  text: `INSERT INTO sandbox_payment (id, merchant_ref, description, amount_minor, currency, status, return_url, expires_at)
         VALUES ($1, $2, $3, $4, $5, 'pending', $6, $7)
         ON CONFLICT (merchant_ref) DO UPDATE SET merchant_ref = EXCLUDED.merchant_ref RETURNING *`,
};
const FIND = { name: 'sandbox-find', text: 'SELECT * FROM sandbox_payment WHERE id = $1' };
const FIND_BY_REF = { name: 'sandbox-find-by-ref', text: 'SELECT * FROM sandbox_payment WHERE merchant_ref = $1' };
const MOVE = {
  name: 'sandbox-move',
  text: `WITH moved AS (
           UPDATE sandbox_payment SET status = $3
           WHERE id = $1::uuid AND status = ANY ($2::text[]) AND (NOT $4::boolean OR expires_at > clock_timestamp()) RETURNING *
         ), owed AS (
           INSERT INTO sandbox_webhook (id, payment_id, type, body) SELECT $5::uuid, id, $3, $6 FROM moved
         )
         SELECT * FROM moved`,
};
/** The payment's row is locked, so that refunds of one payment are counted one after the other. */
const REFUND_LOCK = { name: 'sandbox-refund-lock', text: 'SELECT id FROM sandbox_payment WHERE id = $1::uuid FOR UPDATE' };
const REFUND_KNOWN = {
  name: 'sandbox-refund-known',
  text: `SELECT id FROM sandbox_refund WHERE merchant_ref = $1 AND status = 'refunded'`,
};
const REFUND = {
  name: 'sandbox-refund',
  text: `WITH refunded AS (
           INSERT INTO sandbox_refund (id, payment_id, merchant_ref, amount_minor, status)
           SELECT $2::uuid, p.id, $3, $4::int, $5 FROM sandbox_payment p
           WHERE p.id = $1::uuid AND p.status = 'captured' AND p.amount_minor >= $4::int + (
             SELECT coalesce(sum(r.amount_minor), 0) FROM sandbox_refund r WHERE r.payment_id = p.id AND r.status = 'refunded'
           )
           ON CONFLICT (merchant_ref) DO UPDATE SET status = EXCLUDED.status WHERE sandbox_refund.status = 'failed'
           RETURNING payment_id
         ), owed AS (
           INSERT INTO sandbox_webhook (id, payment_id, type, body) SELECT $6::uuid, payment_id, $8, $7 FROM refunded
         )
         SELECT * FROM refunded`,
};
const CLAIM_DUE = {
  name: 'sandbox-claim-due',
  text: `UPDATE sandbox_webhook SET attempts = attempts + 1, due_at = clock_timestamp() + make_interval(secs => $2 / 1000.0)
         WHERE id IN (
           SELECT id FROM sandbox_webhook WHERE delivered_at IS NULL AND due_at <= clock_timestamp()
           ORDER BY due_at, id LIMIT $1 FOR UPDATE SKIP LOCKED
         ) RETURNING id, body, attempts`,
};
const WEBHOOKS_OF = { name: 'sandbox-webhooks-of', text: 'SELECT body FROM sandbox_webhook WHERE payment_id = $1::uuid ORDER BY id' };
const DELIVERED = { name: 'sandbox-delivered', text: 'UPDATE sandbox_webhook SET delivered_at = clock_timestamp() WHERE id = $1' };
const PUT_OFF = {
  name: 'sandbox-put-off',
  text: 'UPDATE sandbox_webhook SET due_at = clock_timestamp() + make_interval(secs => $2 / 1000.0) WHERE id = $1 AND delivered_at IS NULL',
};

interface Row {
  id: Id;
  merchant_ref: string;
  description: string;
  amount_minor: number;
  currency: string;
  status: SandboxStatus;
  return_url: string | null;
  expires_at: Date;
}

export class SandboxStore implements SandboxPort {
  readonly #ledger: Ledger;

  constructor(ports: { ledger: Ledger }) {
    this.#ledger = ports.ledger;
  }

  async open(id: Id, draft: Omit<SandboxPaymentModel, 'id' | 'status'>): Promise<SandboxPaymentModel> {
    const { merchantRef, description, amountMinor, currency, returnUrl, expiresAt } = draft;
    const [row] = await this.#ledger.query<Row>(OPEN, [id, merchantRef, description, amountMinor, currency, returnUrl, expiresAt]);
    return toModel(row!);
  }

  async find(id: Id): Promise<SandboxPaymentModel | null> {
    return first(await this.#ledger.query<Row>(FIND, [id]));
  }

  async findByMerchantRef(merchantRef: string): Promise<SandboxPaymentModel | null> {
    return first(await this.#ledger.query<Row>(FIND_BY_REF, [merchantRef]));
  }

  async move(
    id: Id,
    step: { from: readonly SandboxStatus[]; to: SandboxStatus; alive: boolean },
    webhook: { id: Id; body: string },
  ): Promise<SandboxPaymentModel | null> {
    return first(await this.#ledger.query<Row>(MOVE, [id, step.from, step.to, step.alive, webhook.id, webhook.body]));
  }

  async refund(
    paymentId: Id,
    refund: { id: Id; merchantRef: string; amountMinor: number; status: 'refunded' | 'failed' },
    webhook: { id: Id; body: string },
  ): Promise<boolean> {
    const { id, merchantRef, amountMinor, status } = refund;
    const type = status === 'refunded' ? 'refunded' : 'refund_failed';
    return this.#ledger.run(async (tx) => {
      await this.#ledger.query(REFUND_LOCK, [paymentId], tx);
      if ((await this.#ledger.query(REFUND_KNOWN, [merchantRef], tx)).length === 1) return true;
      const values = [paymentId, id, merchantRef, amountMinor, status, webhook.id, webhook.body, type];
      return (await this.#ledger.query(REFUND, values, tx)).length === 1;
    });
  }

  async claimDue(limit: number, leaseMs: number): Promise<OwedWebhook[]> {
    return this.#ledger.query<OwedWebhook>(CLAIM_DUE, [limit, leaseMs]);
  }

  async webhooksOf(paymentId: Id): Promise<string[]> {
    return (await this.#ledger.query<{ body: string }>(WEBHOOKS_OF, [paymentId])).map(({ body }) => body);
  }

  async delivered(id: Id): Promise<void> {
    await this.#ledger.query(DELIVERED, [id]);
  }

  async putOff(id: Id, waitMs: number): Promise<void> {
    await this.#ledger.query(PUT_OFF, [id, waitMs]);
  }
}

function first(rows: Row[]): SandboxPaymentModel | null {
  return rows[0] === undefined ? null : toModel(rows[0]);
}

function toModel(row: Row): SandboxPaymentModel {
  return {
    id: row.id,
    merchantRef: row.merchant_ref,
    description: row.description,
    amountMinor: row.amount_minor,
    currency: row.currency,
    status: row.status,
    returnUrl: row.return_url,
    expiresAt: row.expires_at,
  };
}
