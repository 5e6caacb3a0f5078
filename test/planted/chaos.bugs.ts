import type { PlantedBug } from './planted.bug.js';

const lost = { file: 'test/chaos/money-lost-inventory.test.ts', name: 'none of what was held before is sold after' };
const failover = { file: 'test/chaos/money-failover.test.ts', name: 'what it grants again is not sold again' };
const paused = { file: 'test/chaos/money-paused.test.ts', name: 'at every point round each outside effect, doubles none' };
const storm = { file: 'test/chaos/money-webhooks.test.ts', name: 'pays each order once and nobody else' };

const LEDGER = 'prisma/migrations/0001_ledger/migration.sql';
const LAST_LINES = 'prisma/migrations/0002_last_lines/migration.sql';

/** Faults that the runs of `npm run test:chaos -- money` must notice by themselves: guards that stand alone when processes and servers fail. */
export const CHAOS_BUGS: PlantedBug[] = [
  {
    name: 'under faults, an order of a lost epoch is placed',
    file: 'src/stores/sql/place-order.sql',
    from: ' AND gate.inventory_epoch = draft.hold_epoch',
    to: ' AND draft.hold_epoch > 0',
    test: lost,
  },
  {
    name: 'under faults, a purchase that is begun again with its key is another order',
    file: LEDGER,
    from: 'CREATE UNIQUE INDEX "orders_person_id_idempotency_key_key" ON',
    to: 'CREATE INDEX "orders_person_id_idempotency_key_key" ON',
    test: lost,
  },
  {
    name: 'under faults, a seat may be in two live orders of the ledger',
    file: LAST_LINES,
    from: 'CREATE UNIQUE INDEX "order_item_live_seat_key" ON',
    to: 'CREATE INDEX "order_item_live_seat_key" ON',
    test: failover,
  },
  {
    name: 'under faults, the ledger sells more places than there are',
    file: LAST_LINES,
    from: 'CHECK ("taken" BETWEEN 0 AND "capacity")',
    to: 'CHECK ("taken" >= 0)',
    test: failover,
  },
  {
    name: 'under faults, two holds of one number have an order each',
    file: LEDGER,
    from: 'CREATE UNIQUE INDEX "orders_event_id_hold_epoch_hold_serial_key" ON',
    to: 'CREATE INDEX "orders_event_id_hold_epoch_hold_serial_key" ON',
    also: [{ file: 'src/stores/sql/place-order.sql', from: '  ON CONFLICT (event_id, hold_epoch, hold_serial) DO NOTHING\n', to: '' }],
    test: failover,
  },
  {
    name: 'under faults, a copy of a webhook is kept as another one',
    file: LEDGER,
    from: 'CREATE UNIQUE INDEX "payment_event_provider_event_id_key" ON',
    to: 'CREATE INDEX "payment_event_provider_event_id_key" ON',
    also: [
      { file: 'src/stores/payment-event.store.ts', from: ' ON CONFLICT (provider, event_id) DO NOTHING RETURNING id', to: ' RETURNING id' },
    ],
    test: storm,
  },
  {
    name: 'under faults, the answer of the inbox claim is ignored',
    file: 'src/jobs/job.attempt.ts',
    from: 'if (!(await inbox.claim(tx, envelope.key, queue))) return undefined;',
    to: 'await inbox.claim(tx, envelope.key, queue);',
    test: paused,
  },
  {
    name: 'under faults, an effect may have two inbox rows',
    file: LEDGER,
    from: ',\n\n    CONSTRAINT "inbox_message_pkey" PRIMARY KEY ("key")',
    to: '',
    also: [
      {
        file: 'src/stores/inbox.store.ts',
        from: 'VALUES ($1, $2) ON CONFLICT (key) DO NOTHING RETURNING key',
        to: 'VALUES ($1, $2) RETURNING key',
      },
    ],
    test: paused,
  },
  {
    name: 'under faults, relays claim the same messages',
    file: 'src/stores/sql/claim-messages.sql',
    from: ' FOR UPDATE SKIP LOCKED',
    to: '',
    test: paused,
  },
];
