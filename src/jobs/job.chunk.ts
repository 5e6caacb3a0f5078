import { PermanentFailure } from '../domain/permanent-failure.js';
import { Postponed } from '../domain/postponed.js';
import type { JobEnvelope } from './job.envelope.js';

/** One message and which try of it this is. */
export interface ChunkRow {
  envelope: JobEnvelope;
  attempt: number;
  /** Whether no other try follows when this one fails. */
  isLast: boolean;
  /** Whether the inbox was asked a moment ago. */
  looked: boolean;
}

/** What the messages of a shared job are worked with. */
export interface ChunkTools {
  /** Tries that a message has, the one in the shared job included. */
  tries: number;
  /** @returns keys whose effect was done. */
  doneOf(envelopes: readonly JobEnvelope[]): Promise<Set<string>>;
  work(envelope: JobEnvelope, isLast: boolean): Promise<unknown>;
  /** Told of each message that was done before. */
  repeated(): void;
  /** Adds a job for this message alone, to be tried after that long; not given: after the contract's first wait. */
  goAlone(envelope: JobEnvelope, afterMs?: number): Promise<void>;
  /** Notes in the ledger that these messages have jobs of their own. */
  travelAlone(messageIds: readonly string[]): Promise<void>;
  /** Writes a dead letter. */
  giveUp(envelope: JobEnvelope, error: unknown): Promise<void>;
}

/**
 * Works the messages of a shared job side by side, once each. One that fails holds up no other: it gets a job of its own for the
 * tries that it has left, or is a dead letter. When the worker dies in the middle, the job is run again, and what was done is skipped.
 * @throws when messages are left that could be neither done nor passed on, or when `signal` was aborted: the job must be tried again
 */
export async function workChunk(chunk: readonly JobEnvelope[], signal: AbortSignal, tools: ChunkTools): Promise<string> {
  const done = await tools.doneOf(chunk);
  const alone: string[] = [];
  const left: unknown[] = [];
  const passOn = async (envelope: JobEnvelope, error: unknown, tries: number, isLast: boolean): Promise<void> => {
    // The job itself is taken away: whoever has it next works what is left.
    if (signal.aborted) throw error;
    if (error instanceof Postponed) await tools.goAlone(envelope, error.afterMs);
    else if (error instanceof PermanentFailure || isLast) return tools.giveUp(envelope, error);
    else await tools.goAlone({ ...envelope, earlierTries: tries });
    alone.push(envelope.messageId);
  };
  const workOne = async (envelope: JobEnvelope): Promise<void> => {
    const tries = (envelope.earlierTries ?? 0) + 1;
    const isLast = tries >= tools.tries;
    try {
      await tools.work(envelope, isLast);
    } catch (error) {
      await passOn(envelope, error, tries, isLast).catch((cause: unknown) => void left.push(cause));
    }
  };
  await Promise.all(chunk.map((envelope) => (done.has(envelope.key) ? tools.repeated() : workOne(envelope))));
  if (alone.length > 0) await tools.travelAlone(alone);
  if (left.length > 0) throw new Error(`${left.length} of ${chunk.length} messages are left`, { cause: left[0] });
  return `${chunk.length} messages, ${alone.length} on their own`;
}
