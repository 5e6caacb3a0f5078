import { z } from 'zod';
import { newId } from '../domain/id.js';
import { PermanentFailure } from '../domain/permanent-failure.js';
import type { OutboxMessage } from '../stores/outbox.port.js';

/** How a queue treats its jobs. Times in milliseconds. */
export interface QueueSpec<Schema extends z.ZodType> {
  /** Also the name of its BullMQ queue and of its jobs. */
  name: string;
  /** One sentence: what is done, for documents and the dashboard. */
  description: string;
  /** Parser of the payload; carries `v`, so that a job of an older version fails loudly at the border. */
  payload: Schema;
  /** Tries before a job is a dead letter; default JOB_ATTEMPTS. */
  attempts?: number;
  /** First wait before another try; default JOB_BACKOFF_MS. Doubles each time up to `maxBackoffMs`. */
  backoffMs?: number;
  maxBackoffMs: number;
  /** Share of a wait that is random, 0 to 1: jobs that failed together do not come back together. */
  jitter: number;
  /** A try that takes longer is given up and counts as failed. */
  timeoutMs: number;
  /** Jobs at once in one process. */
  concurrency: number;
  /** Finished jobs that stay in Redis for the dashboard; the ledger keeps what matters. */
  retention: { done: number; failed: number };
  /** Most messages that travel in one job when many wait; absent: each has a job of its own. For work that is short and alike. */
  chunk?: number;
  /** What holds meanwhile when this work is late or given up, in one sentence, for documents. */
  fallback?: string;
}

export interface MessageDraft<Payload> {
  /** Unique name of the effect: two messages of one key are one effect. */
  key: string;
  orderNo: string | null;
  payload: Payload;
}

/**
 * What producers and consumers of a queue agree on. Producers import this and never the handler.
 * Both sides parse: a payload that the schema refuses is never written, and never worked on.
 */
export class QueueContract<Schema extends z.ZodType = z.ZodType> {
  readonly name: string;
  readonly description: string;
  readonly policy: Omit<QueueSpec<Schema>, 'name' | 'description' | 'payload'>;
  readonly #schema: Schema;

  constructor(spec: QueueSpec<Schema>) {
    const { name, description, payload, ...policy } = spec;
    this.name = name;
    this.description = description;
    this.policy = policy;
    this.#schema = payload;
  }

  /**
   * A message for the outbox, with a fresh id that is also the id of its job.
   * @throws ZodError for a payload that the contract refuses: a bug of the producer.
   */
  message(draft: MessageDraft<z.input<Schema>>): OutboxMessage {
    const payload = this.#schema.parse(draft.payload);
    return { id: newId(), queue: this.name, key: draft.key, orderNo: draft.orderNo, payload };
  }

  /** @throws PermanentFailure when the payload is not one of this contract: no later try will read it better. */
  parse(payload: unknown): z.output<Schema> {
    const parsed = this.#schema.safeParse(payload);
    if (parsed.success) return parsed.data;
    throw new PermanentFailure(`${this.name}: payload refused: ${z.prettifyError(parsed.error)}`);
  }
}

/** @returns the contract of a queue; see QueueSpec. */
export function defineQueue<Schema extends z.ZodType>(spec: QueueSpec<Schema>): QueueContract<Schema> {
  return new QueueContract(spec);
}
