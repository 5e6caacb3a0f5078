import { newId } from '../../src/domain/id.js';
import type { Viewer } from '../../src/domain/viewer.js';
import { DeadLetterService } from '../../src/services/dead-letter.service.js';
import { AuditStore } from '../../src/stores/audit.store.js';
import type { DeadLetterStore } from '../../src/stores/dead-letter.store.js';
import type { Ledger } from '../../src/stores/ledger.js';
import type { Doorbell } from '../../src/stores/outbox.port.js';

export const STAFF: Viewer = { personId: newId(), role: 'STAFF', sessionId: newId(), expiresAt: new Date('2999-01-01T00:00:00Z') };

export interface LetterParts {
  ledger: Ledger;
  deadLetters: DeadLetterStore;
  doorbell?: Doorbell;
  changed?: string[];
}

/** The service on a ledger, with nobody to watch. */
export function openLetters({ ledger, deadLetters, doorbell = { ring() {} }, changed = [] }: LetterParts): DeadLetterService {
  const feed = { orderChanged: (orderNo: string) => void changed.push(orderNo) };
  const letters = { watch: () => Promise.reject(new Error('nobody watches here')) };
  return new DeadLetterService({ deadLetters, audit: new AuditStore({ ledger }), unitOfWork: ledger, doorbell, feed, letters });
}

/** Writes `count` messages of the queue `count` that were handed over and died with `error`. */
export async function writeDead(ledger: Ledger, count: number, error = 'no luck'): Promise<void> {
  await ledger.pool.query(
    `WITH message AS (
       INSERT INTO outbox_message (id, queue, key, payload, sent_at, sends)
       SELECT gen_random_uuid(), 'count', 'dead-' || n, '{"v":1,"text":"x"}', now(), 1 FROM generate_series(1, $1::int) n RETURNING *
     )
     INSERT INTO dead_letter (id, queue, job_name, key, payload, error, attempts, first_failed_at, last_failed_at)
     SELECT gen_random_uuid(), queue, queue, key, payload, $2, 3, now(), now() FROM message`,
    [count, error],
  );
}

/** Letters by state. */
export async function statesOf(ledger: Ledger): Promise<Record<string, number>> {
  const { rows } = await ledger.pool.query<{ state: string; n: number }>(
    'SELECT state, count(*)::int AS n FROM dead_letter GROUP BY state',
  );
  return Object.fromEntries(rows.map(({ state, n }) => [state, n]));
}
