import type { Base } from './compose.base.js';
import type { FailureShare } from './jobs/failure.share.js';
import type { JobQueues } from './jobs/job.queues.js';
import { AlertWebhook } from './notify/alert.channel.js';
import type { Reading } from './services/alert.rules.js';
import { AlertService, type AlertSource } from './services/alert.service.js';
import { alertSources } from './services/alert.sources.js';
import { AlertStore } from './stores/alert.store.js';
import type { Doorbell, OutboxPort } from './stores/outbox.port.js';
import { readMemoryShare } from './stores/redis.memory.js';
import { SalesStore } from './stores/sales.store.js';
import { VitalsStore } from './stores/vitals.store.js';

/** A cause is over when it was not seen for three looks; a conflict counts as lasting for a quarter of an hour. */
const LOOKS_AWAY = 3;
const REPORTED_MS = 900_000;

const GAUGES = {
  queue_oldest_seconds: ['queue', 'How long the oldest waiting job of a queue has waited.'],
  relay_lag_seconds: ['queue', 'How long the oldest committed message has waited for its queue.'],
  dead_letters_open: ['queue', 'Dead letters that nobody has decided about. Above zero: act.'],
  money_unbalanced: ['event', 'By how much money and tickets of an event disagree, minor units. Above zero for minutes: act.'],
  refunds_failed: ['event', 'Refunds of an event that the payment provider refused and nobody decided about. Above zero: act.'],
  breaker_open_seconds: ['name', 'How long a dependency outside has been away while something waits for it. Above 300: act.'],
  redis_memory_share: ['server', 'Share of its memory that Redis uses. Near 1 it refuses holds: act.'],
} as const;

export interface AlertParts {
  base: Base;
  /** Whether this process looks at everything, or only at what shows that those who do are away. */
  looks: boolean;
  outbox: Pick<OutboxPort, 'add'>;
  queues: JobQueues;
  relay: Doorbell;
  failures: FailureShare;
}

/** Alarms: what is looked at, who judges, who is told; and the same as metrics. */
export function composeAlerts({ base, looks, outbox, queues, relay, failures }: AlertParts): AlertService {
  const { env, ledger, log, metrics, policy } = base;
  const memory = { inventory: () => readMemoryShare(base.redis), queues: () => readMemoryShare(base.producer) };
  const sources = alertSources({
    vitals: new VitalsStore({ ledger }),
    queues,
    sales: new SalesStore({ ledger }),
    failures: () => failures.shares(),
    memory,
    away: () => base.breakers.awaySeconds(),
  });
  const everyMs = policy.timers.alertMs;
  const alerts = new AlertService({
    alerts: new AlertStore({ ledger }),
    outbox,
    unitOfWork: ledger,
    doorbell: relay,
    log,
    channel: env.ALERT_URL === undefined ? null : new AlertWebhook({ url: env.ALERT_URL, secret: env.ALERT_SECRET! }),
    sources: looks ? Object.values(sources) : seenByAll(sources),
    timing: { everyMs, awayMs: everyMs * LOOKS_AWAY, reportedMs: REPORTED_MS },
  });
  for (const [measure, [label, help]] of Object.entries(GAUGES)) {
    metrics.gaugeBy(measure, help, label, async () => byLabel(await sources[measure as keyof typeof GAUGES]()));
  }
  metrics.gaugeBy('alert', 'Causes of alarm that were told of and last, each 1.', 'cause', () => alerts.firing());
  return alerts;
}

/** When all workers are away, whoever is left says so; and each process has breakers of its own. */
function seenByAll(sources: ReturnType<typeof alertSources>): AlertSource[] {
  return [sources.queue_oldest_seconds, sources.relay_lag_seconds, sources.dead_letters_open, sources.breaker_open_seconds];
}

function byLabel(readings: Awaited<ReturnType<AlertSource>>): Map<string, number> {
  return new Map(readings.map(({ label, value }: Reading) => [label, value]));
}
