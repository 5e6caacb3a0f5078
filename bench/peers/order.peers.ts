import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { PrismaClient } from '../../prisma/generated/client.js';
import type { OrderDraft } from '../../src/stores/order.port.js';
import { writeLedgerEvent } from '../../test/support/ledger-rows.js';
import type { Arm } from '../harness/pairs.js';
import { armOf, type Counter, draftOf, faultsOf, ORDERS } from '../order.rounds.js';

/** Connections: as many as the peers are fastest with on two cores. */
const PEER_CONNECTIONS = 8;
/** Orders of a round of the arm that needs so much longer. */
const FEW_ORDERS = 1000;

/** B5a: what is usually called the ceiling. The table has all indexes of ours and no foreign key. */
export async function insertArm({ ledger, databaseUrl, people, watched, onEnd }: Counter): Promise<Arm> {
  await ledger.pool.query('CREATE TABLE bench_order (LIKE orders INCLUDING ALL)');
  const clients = await Promise.all(
    Array.from({ length: PEER_CONNECTIONS }, async () => {
      const client = new pg.Client({ connectionString: databaseUrl });
      await client.connect();
      onEnd('peer', () => client.end());
      return client;
    }),
  );
  const text = `INSERT INTO bench_order (order_no, person_id, event_id, hold_epoch, hold_serial, email, name, phone, locale, currency,
                  idempotency_key, input_hash, pay_by, total_minor) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 9000)`;
  return armOf('one INSERT, one row, one commit', watched, PEER_CONNECTIONS, async () => {
    const event = await writeLedgerEvent(ledger.pool);
    const free = [...clients];
    const calls = Array.from({ length: ORDERS }, (_, at) => {
      const draft = draftOf(event, people[at % people.length]!, at);
      const values = [...columnsOf(draft), new Date(draft.payByMs)];
      return async () => {
        const client = free.pop()!;
        await client.query({ name: 'insert', text, values });
        free.push(client);
      };
    });
    const faults = async () => {
      const { rows } = await ledger.pool.query('SELECT count(*)::int AS count FROM bench_order WHERE event_id = $1', [event.eventId]);
      return rows[0].count === ORDERS ? [] : [`${rows[0].count} rows instead of ${ORDERS}`];
    };
    return { calls, faults };
  });
}

/** B5b: the same rows, and the same questions before them, as one writes them with Prisma. */
export function prismaArm({ ledger, databaseUrl, people, watched, onEnd }: Counter): Arm {
  const adapter = new PrismaPg({ connectionString: databaseUrl, max: PEER_CONNECTIONS });
  const prisma = new PrismaClient({ adapter, transactionOptions: { maxWait: 30_000, timeout: 30_000 } });
  onEnd('Prisma', () => prisma.$disconnect());
  return armOf('Prisma, $transaction', watched, PEER_CONNECTIONS, async () => {
    const event = await writeLedgerEvent(ledger.pool);
    const calls = Array.from({ length: FEW_ORDERS }, (_, at) => {
      const { items, payByMs, sessionId, ...draft } = draftOf(event, people[at % people.length]!, at);
      const { orderNo, eventId, holdEpoch } = draft;
      return () =>
        prisma.$transaction(async (tx) => {
          await tx.event.findFirstOrThrow({ where: { id: eventId, inventoryEpoch: holdEpoch } });
          await tx.session.findFirstOrThrow({ where: { id: sessionId!, revokedAt: null } });
          const own = items.map((item) => ({ ...item, eventId }));
          await tx.order.create({ data: { ...draft, payBy: new Date(payByMs), totalMinor: 9000, items: { create: own } } });
          const moved = items.map(({ tierId, seatIndex }) => ({
            orderNo,
            eventId,
            tierId,
            seatIndex,
            quantity: 1,
            movement: 'RESERVED' as const,
          }));
          await tx.stockMovement.createMany({ data: moved });
          await tx.orderStep.create({ data: { orderNo, what: 'placed', by: draft.personId } });
        });
    });
    return { calls, faults: () => faultsOf(ledger.pool, event, FEW_ORDERS) };
  });
}

function columnsOf(draft: OrderDraft): unknown[] {
  const { orderNo, personId, eventId, holdEpoch, holdSerial, email, name, phone, locale, currency, idempotencyKey, inputHash } = draft;
  return [orderNo, personId, eventId, holdEpoch, holdSerial, email, name, phone, locale, currency, idempotencyKey, inputHash];
}
