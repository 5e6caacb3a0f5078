import type { Log } from '../domain/log.js';
import type { InboxPort } from '../stores/inbox.port.js';
import type { UnitOfWork } from '../stores/unit-of-work.port.js';
import { InboxBatch } from './inbox.batch.js';
import { type AttemptPorts, JobAttempt } from './job.attempt.js';
import type { JobEnvelope } from './job.envelope.js';
import type { JobHandler } from './job.kit.js';

export interface JobTry {
  attempt: number;
  log: Log;
  /** Aborted when the lock is lost or the process stops; the time-out is added here. */
  signal: AbortSignal;
  /** True: the inbox was asked a moment ago, and the effect was not done. */
  looked?: boolean;
}

/**
 * Runs one try of one job, whatever queue it came from. Delivery is at least once, and a stalled job can run twice at the same
 * time (bullmq issue 439); what makes the effect happen once is the inbox row that commits with it.
 */
export class JobRunner {
  readonly #inbox: InboxPort;
  readonly #ports: AttemptPorts;

  constructor(ports: { inbox: InboxPort; unitOfWork: UnitOfWork }) {
    this.#inbox = ports.inbox;
    this.#ports = { ...ports, settled: new InboxBatch(ports) };
  }

  /** @returns those of the envelopes' keys whose effect was done. */
  doneOf(envelopes: readonly JobEnvelope[]): Promise<Set<string>> {
    return this.#inbox.doneOf(envelopes.map(({ key }) => key));
  }

  /**
   * @returns 'repeat' when the effect was done before this try, else 'done'.
   * @throws PermanentFailure for a payload the contract refuses or when the handler says so; anything else means another try.
   */
  async run(handler: JobHandler, envelope: JobEnvelope, about: JobTry): Promise<'done' | 'repeat'> {
    const { contract } = handler;
    const payload = contract.parse(envelope.payload);
    // A cheap look before the work; the claim inside the transaction is what decides.
    if (about.looked !== true && (await this.#inbox.done(envelope.key))) return 'repeat';
    const { attempt, log, signal: outer } = about;
    const job = new JobAttempt(this.#ports, {
      queue: contract.name,
      envelope,
      payload,
      attempt,
      timeoutMs: contract.policy.timeoutMs,
      log,
      outer,
    });
    await job.run((context) => handler.run(context));
    if (!job.isWritten) throw new Error(`${contract.name}: the handler ended without its inbox row`);
    return 'done';
  }
}
