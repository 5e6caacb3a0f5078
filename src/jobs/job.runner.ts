import type { Log } from '../domain/log.js';
import type { InboxPort } from '../stores/inbox.port.js';
import type { Tx, UnitOfWork } from '../stores/unit-of-work.port.js';
import type { JobHandler } from './job.kit.js';

/** A job as it lies in the queue. */
export interface JobEnvelope {
  messageId: string;
  key: string;
  orderNo: string | null;
  payload: unknown;
}

export interface JobTry {
  attempt: number;
  log: Log;
  /** Aborted when the lock is lost or the process stops; the time-out is added here. */
  signal: AbortSignal;
}

/**
 * Runs one try of one job, whatever queue it came from. Delivery is at least once, and a stalled job can run twice at the same
 * time (bullmq issue 439); what makes the effect happen once is the inbox row that commits with it.
 */
export class JobRunner {
  readonly #inbox: InboxPort;
  readonly #unitOfWork: UnitOfWork;

  constructor(ports: { inbox: InboxPort; unitOfWork: UnitOfWork }) {
    this.#inbox = ports.inbox;
    this.#unitOfWork = ports.unitOfWork;
  }

  /**
   * @returns 'repeat' when the effect was done before this try, else 'done'.
   * @throws PermanentFailure for a payload the contract refuses or when the handler says so; anything else means another try.
   */
  async run(handler: JobHandler, envelope: JobEnvelope, about: JobTry): Promise<'done' | 'repeat'> {
    const { contract } = handler;
    const payload = contract.parse(envelope.payload);
    // A cheap look before the work; the claim inside the transaction is what decides.
    if (await this.#inbox.done(envelope.key)) return 'repeat';
    const signal = AbortSignal.any([about.signal, AbortSignal.timeout(contract.policy.timeoutMs)]);
    const { key, messageId, orderNo } = envelope;
    const log = about.log.child({ queue: contract.name, key, orderNo, attempt: about.attempt });
    let written = false;
    const once = async <T>(work: (tx: Tx) => Promise<T>) => {
      const result = await this.#once(contract.name, key, signal, work);
      written = true;
      return result;
    };
    await untilAborted(handler.run({ payload, key, messageId, attempt: about.attempt, log, signal, once }), signal);
    if (!written) throw new Error(`${contract.name}: the handler ended without its inbox row`);
    return 'done';
  }

  #once<T>(queue: string, key: string, signal: AbortSignal, work: (tx: Tx) => Promise<T>): Promise<T | undefined> {
    signal.throwIfAborted();
    return this.#unitOfWork.run(async (tx) => {
      if (!(await this.#inbox.claim(tx, key, queue))) return undefined;
      const result = await work(tx);
      signal.throwIfAborted();
      return result;
    });
  }
}

/** Settles with `work`, or rejects with the reason of `signal`, whichever is first. The loser's result is dropped. */
async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let onAbort = () => {};
  const aborted = new Promise<never>((_resolve, reject) => {
    onAbort = () => reject(reasonOf(signal));
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
    work.catch(() => undefined); // a late failure of a try that was given up has nobody to go to
  }
}

function reasonOf(signal: AbortSignal): Error {
  const reason: unknown = signal.reason;
  if (reason instanceof Error) return reason.name === 'TimeoutError' ? new Error('timed out', { cause: reason }) : reason;
  return new Error(`given up: ${String(reason)}`);
}
