import type { QueueStatsReader } from '../jobs/queue-stats.port.js';
import type { SalesPort } from '../stores/sales.port.js';
import type { VitalsPort } from '../stores/vitals.port.js';
import type { Measure, Reading } from './alert.rules.js';
import type { AlertSource } from './alert.service.js';

export interface AlertSourcePorts {
  vitals: VitalsPort;
  queues: QueueStatsReader;
  sales: SalesPort;
  /** Share of failed tries by queue, of this process. */
  failures(): ReadonlyMap<string, number>;
  /** Share of its memory that each Redis uses, by name. */
  memory: Readonly<Record<string, () => Promise<number>>>;
  /** Seconds that each dependency outside has been away, as far as this process knows. */
  away(): ReadonlyMap<string, number>;
  now?: () => number;
}

/** Sums over an event's payments and tickets, and over all refunds, are not made more often than this, milliseconds. */
const MONEY_EVERY_MS = 60_000;

/** What is looked at, by measure. Several processes may look; each call looks anew, but for money, which is looked at once a minute. */
export function alertSources(ports: AlertSourcePorts) {
  const { vitals, queues, failures, memory, away } = ports;
  const now = ports.now ?? Date.now;
  const reading = (measure: Measure, label: string, value: number): Reading => ({ measure, label, value });
  const readings = (measure: Measure, values: Iterable<readonly [string, number]>) =>
    [...values].map(([label, value]) => reading(measure, label, value));
  return {
    queue_oldest_seconds: async () =>
      (await queues.stats()).map(({ queue, oldestWaitingMs }) => reading('queue_oldest_seconds', queue, oldestWaitingMs / 1000)),
    relay_lag_seconds: async () => [reading('relay_lag_seconds', 'outbox', (await vitals.relayLagMs()) / 1000)],
    dead_letters_open: async () => readings('dead_letters_open', await vitals.openLetters()),
    job_failure_share: async () => readings('job_failure_share', failures()),
    money_unbalanced: seldom(MONEY_EVERY_MS, now, async () => readings('money_unbalanced', await unbalanced(ports))),
    refunds_failed: seldom(MONEY_EVERY_MS, now, async () =>
      (await vitals.failedRefunds()).map(({ eventId, refunds, orderNos }) => ({
        ...reading('refunds_failed', eventId, refunds),
        about: `orders ${orderNos.join(', ')}`,
      })),
    ),
    breaker_open_seconds: async () => readings('breaker_open_seconds', away()),
    redis_memory_share: async () =>
      Promise.all(Object.entries(memory).map(async ([name, read]) => reading('redis_memory_share', name, await read()))),
  } satisfies Partial<Record<Measure, AlertSource>>;
}

/** Events whose money does not add up, each with the difference in minor units. */
async function unbalanced({ vitals, sales }: AlertSourcePorts): Promise<[string, number][]> {
  const found: [string, number][] = [];
  for (const eventId of await vitals.watchedEvents()) {
    const { differenceMinor } = await sales.takings(eventId);
    if (differenceMinor > 0) found.push([eventId, differenceMinor]);
  }
  return found;
}

/** Keeps an answer for a while. An answer that failed is not kept. */
function seldom<T>(everyMs: number, now: () => number, read: () => Promise<T>): () => Promise<T> {
  let kept: { value: T; atMs: number } | null = null;
  return async () => {
    if (kept !== null && now() - kept.atMs < everyMs) return kept.value;
    const atMs = now();
    kept = { value: await read(), atMs };
    return kept.value;
  };
}
