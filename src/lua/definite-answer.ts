import { setTimeout as pause } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { gatherWrites, isReady, linkTo, type RedisClient } from './seat.link.js';

/** No definite answer came in time: the call may or may not have run. Repeating it with the same operation id is safe. */
export class NoDefiniteAnswer extends Error {
  override readonly name = 'NoDefiniteAnswer';
}

/** Milliseconds within which a call is answered or given up. */
export const ANSWER_DEADLINE_MS = 2_000;

/** How often a client is looked at that is not ready, milliseconds. */
const LOOK_MS = 10;
/**
 * Longest pause between two tries, milliseconds; each is twice the one before. The client of a cluster is ready while one master is dead, and
 * readers of its events would keep the process busy otherwise.
 */
const MAX_PAUSE_MS = 250;

/** Replies after which nothing has run and another try makes sense. */
const NOTHING_RAN = /^(READONLY|LOADING|TRYAGAIN|CLUSTERDOWN|MASTERDOWN|BUSY|NOREPLICAS)/;
/** The command was refused by the client itself, before it was sent; or every server it was sent to named another one. */
const NEVER_SENT = /enableOfflineQueue|Too many Cluster redirections.*(MOVED|ASK|TRYAGAIN|CLUSTERDOWN)/;

/** When the last reply came on a connection: tells a link on which nothing comes any more from one slow script. */
const lastReplyAt = new WeakMap<Redis, number>();

/** What is waited for, until when, and for how long at least. */
interface Wait extends Pick<Attempt, 'redis' | 'key'> {
  until: number;
  pauseMs: number;
}

export interface Attempt {
  redis: RedisClient;
  /** A key of the command: in a cluster it tells which server is asked. */
  key?: string | undefined;
  /** Sends the command, once. */
  send(): Promise<unknown>;
  /** A read may be sent any number of times; a change once more after an unknown outcome, by its operation id. */
  reads: boolean;
}

/**
 * Sends a command until it has a definite answer.
 *
 * - A refusal by the server is definite and thrown as it is, except those after which nothing ran: these are tried again.
 * - A cut connection or a time-out leaves the outcome unknown: a change is sent once more, when the connection is ready again.
 * @throws NoDefiniteAnswer after ANSWER_DEADLINE_MS, after the second unknown outcome, or when the server is out of memory
 */
export async function untilDefinite({ redis, key, send, reads }: Attempt): Promise<unknown> {
  const until = performance.now() + ANSWER_DEADLINE_MS;
  let unknown = 0;
  for (let pauseMs = LOOK_MS; ; pauseMs = Math.min(2 * pauseMs, MAX_PAUSE_MS)) {
    const link = linkTo(redis, key);
    // A cluster's client would refuse what is sent while the connection is being made, in the words of a cut one.
    if (link !== redis && !isReady(redis, key) && !(await becomesReady({ redis, key, until, pauseMs: LOOK_MS }))) throw comesBackLate();
    if (link !== null) gatherWrites(link);
    const sentAt = performance.now();
    try {
      const answer = await send();
      if (link !== null) lastReplyAt.set(link, performance.now());
      return answer;
    } catch (error) {
      const kind = classify(error);
      if (link !== null && error instanceof Error && error.name === 'ReplyError') lastReplyAt.set(link, performance.now());
      if (kind === 'definite') throw error;
      if (kind === 'unknown') unknown += 1;
      const mayRepeat = kind !== 'refused' && (reads || unknown < 2) && redis.status !== 'end';
      if (!mayRepeat) throw new NoDefiniteAnswer('Redis gave no definite answer', { cause: error });
      if (link !== null && isTimeout(error)) abandonSilentLink(link, sentAt);
      if (!(await becomesReady({ redis, key, until, pauseMs }))) throw comesBackLate(error);
    }
  }
}

function comesBackLate(cause?: unknown): NoDefiniteAnswer {
  return new NoDefiniteAnswer('Redis did not come back in time', { cause });
}

function classify(error: unknown): 'definite' | 'nothing-ran' | 'unknown' | 'refused' {
  if (!(error instanceof Error)) return 'definite';
  if (NOTHING_RAN.test(error.message) || NEVER_SENT.test(error.message)) return 'nothing-ran';
  if (error.message.startsWith('OOM')) return 'refused';
  return error.name === 'ReplyError' ? 'definite' : 'unknown';
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && error.message === 'Command timed out';
}

/** A link that let everything sent since time out is dead without having been cut: only a new one can answer. */
function abandonSilentLink(link: Redis, sentAt: number): void {
  if (link.status === 'ready' && (lastReplyAt.get(link) ?? 0) < sentAt) link.disconnect(true);
}

/** Waits until the client, and in a cluster its connection to the key's server, is ready. @returns false when the time is over first */
async function becomesReady({ redis, key, until, pauseMs }: Wait): Promise<boolean> {
  // Let the client notice what happened to its socket before its status is believed.
  await pause(pauseMs);
  while (!isReady(redis, key)) {
    if (performance.now() >= until || redis.status === 'end') return false;
    await pause(LOOK_MS);
  }
  return performance.now() < until;
}
