import type { JobObserver } from './job.kit.js';

/** What job metrics need of a metrics registry. */
export interface JobMetricsPort {
  jobEnded(queue: string, outcome: string, seconds: number): void;
  counter(name: string, help: string): (by?: number) => void;
  /** How many jobs of a queue are worked at once. */
  jobsAtOnce(queue: string, limit: number): void;
}

/** Tells a metrics registry how jobs end and what the relay does. Call once a process. */
export function observeJobs(metrics: JobMetricsPort): JobObserver {
  const relayed = metrics.counter('messages_relayed', 'Messages handed from the outbox to the queues.');
  const resent = metrics.counter('messages_resent', 'Messages handed over again because their job was lost.');
  const dead = metrics.counter('dead_letters', 'Dead letters written. Growing: act.');
  const stalled = metrics.counter('jobs_stalled', 'Jobs taken from workers that had gone silent.');
  const rebuilt = metrics.counter('workers_rebuilt', 'Workers replaced because they stood idle while jobs waited. Growing: act.');
  return {
    jobEnded: (queue, outcome, ms) => metrics.jobEnded(queue, outcome, ms / 1000),
    relayed: (count) => relayed(count),
    resent: (count) => resent(count),
    deadLettered: () => dead(),
    stalled: () => stalled(),
    rebuilt: () => rebuilt(),
    concurrency: (queue, limit) => metrics.jobsAtOnce(queue, limit),
  };
}
