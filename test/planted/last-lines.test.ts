import pg from 'pg';
import { expect, it } from 'vitest';
import { newId } from '../../src/domain/id.js';
import { useDisposer } from '../support/disposer.js';
import { writeLedgerEvent } from '../support/ledger-rows.js';
import { useServices } from '../support/services.js';

const disposer = useDisposer();

it('the ledger refuses a second open payment of an order, whoever writes it', async () => {
  const pool = disposer.own(new pg.Pool({ connectionString: useServices().databaseUrl, max: 2 }));
  const { eventId, personId } = await writeLedgerEvent(pool);
  const orderNo = newId().slice(-12).toUpperCase();
  await pool.query(
    `INSERT INTO orders (order_no, person_id, event_id, hold_epoch, hold_serial, email, name, currency, idempotency_key, input_hash, pay_by, total_minor)
     VALUES ($1, $2, $3, 1, 2, 'ada@example.com', 'Ada', 'EUR', $1, 'hash', now() + interval '1 hour', 100)`,
    [orderNo, personId, eventId],
  );
  const open = () =>
    pool.query(
      `INSERT INTO payment (id, order_no, provider, status, amount_minor, currency, return_url, idempotency_key, input_hash, expires_at)
       VALUES ($1, $2, 'sandbox', 'PENDING', 100, 'EUR', 'http://127.0.0.1/', $3, 'hash', now() + interval '1 hour')`,
      [newId(), orderNo, newId()],
    );
  await open();
  await expect(open()).rejects.toMatchObject({ constraint: 'payment_open_key' });
});
