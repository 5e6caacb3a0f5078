import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { GuardMetrics } from '../guard/guard-metrics.port.js';

/** Seconds; fine where a good answer lies, coarse where a bad one does. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

export type FieldOutcome = 'ok' | 'refused' | 'error';

/** Everything that a process tells Prometheus. The only file that knows prom-client: its successor needs a newer Node. */
export class Metrics implements GuardMetrics {
  readonly #registry = new Registry();
  readonly #http: Histogram<'route' | 'status'>;
  readonly #fields: Histogram<'field' | 'outcome'>;
  readonly #jobs: Histogram<'queue' | 'outcome'>;
  readonly #jobsAtOnce: Gauge<'queue'>;
  readonly #webhooks: Counter<'provider' | 'outcome'>;
  readonly #inFlight: Gauge;
  readonly #overloaded: Counter;
  readonly #refused: Counter<'limit'>;
  readonly #insured: Counter<'limit'>;
  readonly #sockets: Gauge;
  readonly #subscriptions: Gauge;
  readonly #socketsClosed: Counter<'reason'>;
  readonly #breakers: Gauge<'name'>;

  constructor() {
    const registers = [this.#registry];
    collectDefaultMetrics({ register: this.#registry, prefix: 'aisle_' });
    this.#http = new Histogram({
      name: 'aisle_http_seconds',
      help: 'HTTP requests by route and status.',
      labelNames: ['route', 'status'],
      buckets: BUCKETS,
      registers,
    });
    this.#fields = new Histogram({
      name: 'aisle_graphql_field_seconds',
      help: 'Root fields of queries and mutations by outcome; refused: a Failure was the answer.',
      labelNames: ['field', 'outcome'],
      buckets: BUCKETS,
      registers,
    });
    this.#jobs = new Histogram({
      name: 'aisle_job_seconds',
      help: 'Tries of jobs by queue and outcome.',
      labelNames: ['queue', 'outcome'],
      buckets: BUCKETS,
      registers,
    });
    this.#jobsAtOnce = new Gauge({
      name: 'aisle_jobs_at_once',
      help: 'Jobs that this process works at once at most; lower than configured: what the jobs need is slow or failing.',
      labelNames: ['queue'],
      registers,
    });
    this.#webhooks = new Counter({
      name: 'aisle_webhooks_total',
      help: 'Webhooks by provider and by what became of them. FORGED or PARKED growing: act.',
      labelNames: ['provider', 'outcome'],
      registers,
    });
    this.#inFlight = new Gauge({ name: 'aisle_in_flight', help: 'Operations being worked on.', registers });
    this.#overloaded = new Counter({
      name: 'aisle_overloaded_total',
      help: 'Operations turned away because too many were in flight.',
      registers,
    });
    this.#refused = new Counter({ name: 'aisle_limit_refused_total', help: 'Refusals by rate limits.', labelNames: ['limit'], registers });
    this.#insured = new Counter({
      name: 'aisle_limit_insured_total',
      help: 'Limits judged by this process alone because Redis did not answer. Growing for long: act.',
      labelNames: ['limit'],
      registers,
    });
    this.#sockets = new Gauge({ name: 'aisle_sockets', help: 'Open sockets.', registers });
    this.#subscriptions = new Gauge({ name: 'aisle_subscriptions', help: 'Open subscriptions.', registers });
    this.#breakers = new Gauge({
      name: 'aisle_breaker_state',
      help: 'Outside dependencies: 0 is asked, 1 is tried again, 2 is away and not asked. 2 for long: act.',
      labelNames: ['name'],
      registers,
    });
    this.#socketsClosed = new Counter({
      name: 'aisle_sockets_closed_total',
      help: 'Sockets that this side closed, by reason.',
      labelNames: ['reason'],
      registers,
    });
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  /** @returns everything in Prometheus' text format. */
  text(): Promise<string> {
    return this.#registry.metrics();
  }

  httpDone(route: string, status: number, seconds: number): void {
    this.#http.observe({ route, status: String(status) }, seconds);
  }

  fieldDone(field: string, outcome: FieldOutcome, seconds: number): void {
    this.#fields.observe({ field, outcome }, seconds);
  }

  jobEnded(queue: string, outcome: string, seconds: number): void {
    this.#jobs.observe({ queue, outcome }, seconds);
  }

  jobsAtOnce(queue: string, limit: number): void {
    this.#jobsAtOnce.set({ queue }, limit);
  }

  webhook(provider: string, outcome: string): void {
    this.#webhooks.inc({ provider, outcome });
  }

  inFlight(count: number): void {
    this.#inFlight.set(count);
  }

  overloaded(): void {
    this.#overloaded.inc();
  }

  limitRefused(limit: string): void {
    this.#refused.inc({ limit });
  }

  limitInsured(limit: string): void {
    this.#insured.inc({ limit });
  }

  sockets(count: number): void {
    this.#sockets.set(count);
  }

  subscriptions(change: 1 | -1): void {
    this.#subscriptions.inc(change);
  }

  socketClosed(reason: string): void {
    this.#socketsClosed.inc({ reason });
  }

  /** 0 closed, 1 half open, 2 open. */
  breakerState(name: string, state: 0 | 1 | 2): void {
    this.#breakers.set({ name }, state);
  }

  /** A number that is looked up when Prometheus asks, such as the length of a queue. */
  gauge(name: string, help: string, read: () => number | Promise<number>): void {
    new Gauge({
      name: `aisle_${name}`,
      help,
      registers: [this.#registry],
      async collect() {
        this.set(await read());
      },
    });
  }

  /**
   * Numbers that are looked up when Prometheus asks, one for each value of a label. While they cannot be looked up there are none: the
   * rest is told all the same.
   */
  gaugeBy(name: string, help: string, label: string, read: () => Promise<ReadonlyMap<string, number>>): void {
    new Gauge({
      name: `aisle_${name}`,
      help,
      labelNames: [label],
      registers: [this.#registry],
      async collect() {
        const values = await read().catch(() => new Map<string, number>());
        this.reset();
        for (const [value, number] of values) this.set({ [label]: value }, number);
      },
    });
  }

  /** A number that only grows. @returns what makes it grow. */
  counter(name: string, help: string): (by?: number) => void {
    const counter = new Counter({ name: `aisle_${name}_total`, help, registers: [this.#registry] });
    return (by = 1) => counter.inc(by);
  }
}
