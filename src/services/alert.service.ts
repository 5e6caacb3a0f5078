import { PollLoop } from '../domain/poll-loop.js';
import type { Log } from '../domain/log.js';
import { alertMessage, type AlertNews } from '../jobs/alert-notification.queue.js';
import type { AlertChannel } from '../notify/alert-channel.port.js';
import type { AlertPort } from '../stores/alert.port.js';
import type { Once } from '../stores/inbox.port.js';
import type { Doorbell, OutboxPort } from '../stores/outbox.port.js';
import type { UnitOfWork } from '../stores/unit-of-work.port.js';
import { judge, type Finding, type Reading } from './alert.rules.js';

/** Looks at one thing. Rejects while it cannot be seen. */
export type AlertSource = () => Promise<readonly Reading[]>;

export interface AlertServicePorts {
  alerts: AlertPort;
  outbox: Pick<OutboxPort, 'add'>;
  unitOfWork: UnitOfWork;
  doorbell: Doorbell;
  log: Log;
  /** Null: nobody but the log and the metrics is told. */
  channel: AlertChannel | null;
  /** What this process looks at; a process that looks at nothing tells only what is reported to it. */
  sources: readonly AlertSource[];
  /** Milliseconds: between two looks; how long a cause must be away to be over; how long one that was reported lasts. */
  timing: { everyMs: number; awayMs: number; reportedMs: number };
  now?: () => number;
}

const MAX_BACKOFF_MS = 60_000;

/**
 * Tells of each cause of alarm once, however many processes see it and however often, until it has been away: in the log, as the metric
 * aisle_alert, and through the outbox to the receiver at ALERT_URL. The ledger decides who tells.
 */
export class AlertService {
  readonly #ports: AlertServicePorts;
  readonly #now: () => number;
  readonly #loop: PollLoop;
  /** What each source said last: a source that cannot see keeps its word, so that blindness does not look like healing. */
  readonly #lastReadings = new Map<AlertSource, readonly Reading[]>();
  readonly #reported = new Map<string, { reading: Reading; untilMs: number }>();

  constructor(ports: AlertServicePorts) {
    this.#ports = ports;
    this.#now = ports.now ?? Date.now;
    this.#loop = new PollLoop({
      everyMs: ports.timing.everyMs,
      maxBackoffMs: MAX_BACKOFF_MS,
      round: async () => {
        await this.lookOnce();
        return false;
      },
      onError: (error) => ports.log.warn({ err: error }, 'alerts could not be judged, tried again'),
    });
  }

  start(): void {
    this.#loop.start();
  }

  async stop(): Promise<void> {
    await this.#loop.stop();
  }

  /** Reports something that happened rather than lasts, such as a conflict; it counts as lasting for a while. Never throws. */
  report(reading: Reading): void {
    const key = `${reading.measure} ${reading.label}`;
    const before = this.#reported.get(key)?.reading.value ?? 0;
    const sum = { ...reading, value: before + reading.value };
    this.#reported.set(key, { reading: sum, untilMs: this.#now() + this.#ports.timing.reportedMs });
    this.#loop.ring();
  }

  /** Looks at everything, tells what is new and what is over. Safe to repeat and to run in several processes. */
  async lookOnce(): Promise<void> {
    const { alerts, outbox, unitOfWork, channel, sources, timing, doorbell } = this.#ports;
    const findings = judge(await this.#readings());
    if (findings.length === 0 && sources.length === 0) return;
    await alerts.see(findings);
    const news = await unitOfWork.run(async (tx) => {
      const fired = await alerts.fire(tx, findings);
      const cleared = (await alerts.clear(tx, timing.awayMs)).filter((alert) => alert.firedAt !== null);
      const all: AlertNews[] = [
        ...fired.map(({ cause, summary, firstAt }) => ({
          status: 'firing' as const,
          cause,
          summary,
          runbook: runbookOf(findings, cause),
          firstAt,
        })),
        ...cleared.map(({ cause, summary, firstAt }) => ({ status: 'resolved' as const, cause, summary, runbook: null, firstAt })),
      ];
      if (channel !== null)
        await outbox.add(
          tx,
          all.map((one) => alertMessage(one)),
        );
      return all;
    });
    this.#say(news);
    if (news.length > 0) doorbell.ring();
  }

  /** Hands one piece of news to the receiver, and notes that it took it. Rejects while the receiver does not. */
  async tell(news: AlertNews, job: { messageId: string; signal: AbortSignal; once: Once }): Promise<void> {
    const { channel, alerts } = this.#ports;
    await channel?.send(news, job.messageId, job.signal);
    await job.once(async (tx) => {
      if (channel !== null && news.status === 'firing') await alerts.told(tx, news.cause, news.firstAt);
    });
  }

  /** Causes that were told of and last, for the metric. */
  async firing(): Promise<Map<string, number>> {
    return new Map((await this.#ports.alerts.firing()).map(({ cause }) => [cause, 1]));
  }

  async #readings(): Promise<Reading[]> {
    const { sources, log } = this.#ports;
    for (const source of sources) {
      try {
        this.#lastReadings.set(source, await source());
      } catch (error) {
        log.warn({ err: error }, 'something that alerts are judged by cannot be seen');
      }
    }
    const nowMs = this.#now();
    for (const [key, { untilMs }] of this.#reported) if (untilMs <= nowMs) this.#reported.delete(key);
    return [...[...this.#lastReadings.values()].flat(), ...[...this.#reported.values()].map(({ reading }) => reading)];
  }

  #say(news: readonly AlertNews[]): void {
    const { log } = this.#ports;
    for (const { status, cause, summary, runbook } of news) {
      if (status === 'firing') log.error({ alert: cause, runbook }, summary);
      else log.info({ alert: cause }, 'an alert is over');
    }
  }
}

function runbookOf(findings: readonly Finding[], cause: string): string | null {
  const runbook = findings.find((finding) => finding.cause === cause)?.runbook;
  return runbook === undefined ? null : `docs/runbooks/${runbook}`;
}
