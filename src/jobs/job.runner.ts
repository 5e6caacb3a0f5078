import type { Log } from '../domain/log.js';
import type { InboxPort } from '../stores/inbox.port.js';
import type { Tx, UnitOfWork } from '../stores/unit-of-work.port.js';
import { InboxBatch } from './inbox.batch.js';
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
  readonly #unitOfWork: UnitOfWork;
  readonly #settled: InboxBatch;

  constructor(ports: { inbox: InboxPort; unitOfWork: UnitOfWork }) {
    this.#inbox = ports.inbox;
    this.#unitOfWork = ports.unitOfWork;
    this.#settled = new InboxBatch(ports);
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
    const { key, messageId, orderNo } = envelope;
    // A cheap look before the work; the claim inside the transaction is what decides.
    if (about.looked !== true && (await this.#inbox.done(key))) return 'repeat';
    const log = about.log.child({ queue: contract.name, key, orderNo, attempt: about.attempt });
    const { signal, forget } = withTimeout(about.signal, contract.policy.timeoutMs);
    let written = false;
    const once = async <T>(work: (tx: Tx) => Promise<T>) => {
      const result = await this.#once(contract.name, key, signal, work);
      written = true;
      return result;
    };
    const done = async () => {
      signal.throwIfAborted();
      await this.#settled.settle({ key, queue: contract.name });
      written = true;
    };
    try {
      await untilAborted(handler.run({ payload, key, messageId, attempt: about.attempt, log, signal, once, done }), signal);
    } finally {
      forget();
    }
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

/** A signal that follows `outer` and is aborted after `ms`. By hand: AbortSignal.any costs more than a short job. */
function withTimeout(outer: AbortSignal, ms: number): { signal: AbortSignal; forget: () => void } {
  const inner = new AbortController();
  const follow = () => inner.abort(outer.reason);
  if (outer.aborted) follow();
  else outer.addEventListener('abort', follow, { once: true });
  const timer = setTimeout(() => inner.abort(new Error('timed out')), ms);
  return {
    signal: inner.signal,
    forget() {
      clearTimeout(timer);
      outer.removeEventListener('abort', follow);
    },
  };
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
  return reason instanceof Error ? reason : new Error(`given up: ${String(reason)}`);
}
