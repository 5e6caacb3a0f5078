import { Queue, type Job, type JobsOptions } from 'bullmq';
import type { Cluster, Redis } from 'ioredis';
import type { FailedJob } from '../stores/dead-letter.port.js';
import type { Handover, OutboxRow, SentMessage } from '../stores/outbox.port.js';
import { carriersOf, jobIdOf } from './job.carrier.js';
import { isChunk, type JobData, type JobEnvelope } from './job.envelope.js';
import type { QueueContract } from './queue.contract.js';
import type { QueueStatsModel, QueueStatsReader } from './queue-stats.port.js';

export interface JobQueuesOptions {
  contracts: readonly QueueContract[];
  /** Of the purpose `producer`; closed by its owner. */
  redis: Redis | Cluster;
  /** Key prefix, such as {aisle}: the braces keep all queues in one slot of a cluster. */
  prefix: string;
  /** For contracts that say nothing of their own. */
  defaults: { attempts: number };
  onError(error: Error): void;
}

/** What became of the job of a message: nothing to do, gone from the queue, or failed for good. */
export type JobFate = { kind: 'ALIVE' } | { kind: 'LOST' } | { kind: 'FAILED'; job: FailedJob };

const CALL_TIMEOUT_MS = 5000;
const NO_ANSWER = `no answer from the queues' Redis within ${CALL_TIMEOUT_MS} ms`;
const EVENTS_KEPT = 100;
/** States in which a worker will come to the job by itself. */
const ALIVE = new Set(['waiting', 'active', 'delayed', 'prioritized', 'waiting-children']);

/** The producer's side of all queues. Every call ends within seconds: with an answer, or with an error while Redis is away. */
export class JobQueues implements QueueStatsReader {
  readonly #options: JobQueuesOptions;
  readonly #contracts: ReadonlyMap<string, QueueContract>;
  readonly #queues = new Map<string, Queue>();
  #boards: Queue[] = [];

  constructor(options: JobQueuesOptions) {
    this.#options = options;
    this.#contracts = new Map(options.contracts.map((contract) => [contract.name, contract]));
  }

  /** The BullMQ queues of all contracts, for the dashboard: objects of its own, because ours are thrown away after an error. */
  all(): Queue[] {
    if (this.#boards.length === 0) this.#boards = [...this.#contracts.keys()].map((name) => this.#open(name));
    return this.#boards;
  }

  /**
   * Adds jobs for messages: one each, or one for many, as the contract says.
   * @returns which job carries which message
   * Rejects when it is not sure that all were added; a repeat is harmless.
   */
  async add(queueName: string, messages: readonly OutboxRow[]): Promise<Handover[]> {
    const carriers = carriersOf(messages, this.#contracts.get(queueName)?.policy.chunk);
    const options = this.#jobOptions(queueName);
    const jobs = carriers.map(({ jobId, data }) => ({ name: queueName, data, opts: { ...options, jobId } }));
    await this.#call(queueName, (queue) => queue.addBulk(jobs));
    return carriers.flatMap(({ handovers }) => handovers);
  }

  /**
   * Gives a message that failed in a shared job a job of its own, for the tries that it has left.
   * Rejects when it is not sure that it was added; a repeat is harmless.
   */
  async addAlone(queueName: string, envelope: JobEnvelope, delayMs: number): Promise<void> {
    const options = this.#jobOptions(queueName);
    const attempts = Math.max(1, (options.attempts ?? 1) - (envelope.earlierTries ?? 0));
    // Only first sendings share a job.
    const jobId = jobIdOf(envelope.messageId, 1);
    await this.#call(queueName, (queue) => queue.add(queueName, envelope, { ...options, attempts, delay: delayMs, jobId }));
  }

  /** Tries that a message of a queue has. */
  attemptsOf(queueName: string): number {
    return this.#contracts.get(queueName)?.policy.attempts ?? this.#options.defaults.attempts;
  }

  /** Looks for the job of the latest sending of a message. A shared job that failed leaves its messages lost: they are sent again. */
  async fateOf(message: SentMessage): Promise<JobFate> {
    return this.#call(message.queue, async (queue) => {
      const job: Job<JobData> | undefined = await queue.getJob(message.jobId ?? jobIdOf(message.id, message.sends));
      if (job === undefined) return { kind: 'LOST' };
      const state = await job.getState();
      if (state === 'failed' && !isChunk(job.data)) return { kind: 'FAILED', job: failedJobOf(queue.name, job, job.data) };
      return ALIVE.has(state) ? { kind: 'ALIVE' } : { kind: 'LOST' };
    });
  }

  async stats(): Promise<QueueStatsModel[]> {
    return Promise.all([...this.#contracts.keys()].sort().map((name) => this.#call(name, statsOf)));
  }

  async close(): Promise<void> {
    const queues = [...this.#queues.values(), ...this.#boards];
    this.#queues.clear();
    this.#boards = [];
    await Promise.allSettled(queues.map((queue) => queue.close()));
  }

  #jobOptions(queueName: string): JobsOptions {
    const policy = this.#contracts.get(queueName)?.policy;
    return {
      attempts: this.attemptsOf(queueName),
      backoff: { type: 'jittered' },
      removeOnComplete: { count: policy?.retention.done ?? 100 },
      removeOnFail: { count: policy?.retention.failed ?? 1000 },
      stackTraceLimit: 3,
    };
  }

  #queue(name: string): Queue {
    const queue = this.#queues.get(name) ?? this.#open(name);
    this.#queues.set(name, queue);
    return queue;
  }

  #open(name: string): Queue {
    const { redis, prefix, onError } = this.#options;
    const queue = new Queue(name, { connection: redis, prefix, streams: { events: { maxLen: EVENTS_KEPT } } });
    queue.on('error', onError);
    return queue;
  }

  /** A queue whose first hand-shake failed stays broken for ever: after an error it is thrown away and made anew. */
  async #call<T>(name: string, work: (queue: Queue) => Promise<T>): Promise<T> {
    // Asked first, because a queue that waits for its first connection waits without end.
    if (this.#options.redis.status !== 'ready') throw new Error(`the queues' Redis is ${this.#options.redis.status}`);
    const queue = this.#queue(name);
    try {
      return await within(CALL_TIMEOUT_MS, work(queue));
    } catch (error) {
      if (this.#queues.get(name) === queue) this.#queues.delete(name);
      void queue.close().catch(this.#options.onError);
      this.#reconnectAfter(error);
      throw error;
    }
  }

  /** A connection that is open and says nothing may do so for a quarter of an hour, until TCP gives it up. */
  #reconnectAfter(error: unknown): void {
    const { redis } = this.#options;
    const isSilence = error instanceof Error && (error.message === NO_ANSWER || error.message === 'Command timed out');
    if (isSilence && redis.status === 'ready') redis.disconnect(true);
  }
}

/** @returns what a dead letter keeps of a job that finished failed. */
export function failedJobOf(queue: string, job: Job<JobData>, { key, orderNo, payload, earlierTries = 0 }: JobEnvelope): FailedJob {
  return {
    queue,
    jobName: job.name,
    key,
    orderNo,
    payload,
    error: job.failedReason || 'no reason was kept',
    attempts: earlierTries + Math.max(job.attemptsMade, job.attemptsStarted ?? 0),
    firstFailedAt: new Date(job.processedOn ?? job.timestamp),
    lastFailedAt: new Date(job.finishedOn ?? Date.now()),
  };
}

async function statsOf(queue: Queue): Promise<QueueStatsModel> {
  const [counts, [oldest]] = await Promise.all([
    queue.getJobCounts('waiting', 'active', 'delayed', 'failed'),
    queue.getJobs(['waiting'], 0, 0, true),
  ]);
  return {
    queue: queue.name,
    waiting: counts['waiting'] ?? 0,
    active: counts['active'] ?? 0,
    delayed: counts['delayed'] ?? 0,
    failed: counts['failed'] ?? 0,
    oldestWaitingMs: oldest === undefined ? 0 : Math.max(0, Date.now() - oldest.timestamp),
  };
}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(NO_ANSWER)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
    work.catch(() => undefined); // late failures were answered already
  }
}
