import type { Redis } from 'ioredis';
import type { Id } from '../domain/id.js';
import type { MapCursor } from '../domain/seat.js';
import { ALL_SCRIPTS } from './all-scripts.js';
import { NoDefiniteAnswer, untilDefinite } from './definite-answer.js';
import { eventKeys } from './keys.js';
import type { EventCall, ScriptArgument, ScriptContract } from './script.contract.js';
import { type LoadedScript, loadScript } from './script.loader.js';
import { ScriptReply } from './script.reply.js';
import { mastersOf, type RedisClient } from './seat.link.js';
import { isBefore, SeenCursors } from './seen-cursors.js';

export interface SeatScriptsPorts {
  /** A client of its own, with `seatRedisOptions`, of one server or of a cluster. Closed by whoever made it. */
  redis: RedisClient;
  /** Told when Redis is behind what this process has seen of an event: it lost its tail, and the event is closed until it is rebuilt. */
  onBehind?: (eventId: Id) => void;
  /** Where scripts come from; tests take a guard out of one to show what it guards. */
  load?: (name: string) => LoadedScript;
}

type Command = (...args: ScriptArgument[]) => Promise<unknown>;

/** Words after which the reply goes on with epoch and version. */
const WITH_CURSOR = new Set(
  'HELD UNAVAILABLE STRANDS CHANGED SHORT LIMIT RELEASED PAYING GIVEN_BACK EXPIRED DONE ALREADY PREPARED STALE MAP PULSE HOLD HOLDS'.split(
    ' ',
  ),
);

/**
 * Runs the inventory's scripts, each call as one command on one event's keys.
 *
 * A script goes to a connection in full the first time, then by its hash; a server that forgot it (SCRIPT FLUSH, restart, failover)
 * says NOSCRIPT, has run nothing, and gets it in full again. Never pipelined and never inside MULTI.
 */
export class SeatScripts {
  readonly redis: RedisClient;
  readonly #seen = new SeenCursors();
  readonly #onBehind: (eventId: Id) => void;
  readonly #scripts: ReadonlyMap<string, LoadedScript>;

  /** @throws when a script or an include of it is missing */
  constructor({ redis, onBehind = () => {}, load = loadScript }: SeatScriptsPorts) {
    this.redis = redis;
    this.#onBehind = onBehind;
    this.#scripts = new Map(ALL_SCRIPTS.map(({ name }) => [name, load(name)]));
    for (const { command, text, keyCount } of this.#scripts.values()) redis.defineCommand(command, { lua: text, numberOfKeys: keyCount });
  }

  /**
   * Loads every script into every master, which compiles it. Call once, before anything is served. A master of a cluster that is away, or
   * that joins later, gets each script with the first call that needs it.
   * @throws NoDefiniteAnswer when no server answers; AggregateError with every script that does not compile
   */
  async load(): Promise<void> {
    await this.read(() => this.redis.ping());
    const outcomes = await Promise.allSettled(mastersOf(this.redis).map((master) => this.#loadInto(master)));
    const failed = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []));
    const mayWait = failed.length < outcomes.length && failed.every((error) => error instanceof NoDefiniteAnswer);
    if (failed.length > 0 && !mayWait) throw failed.find((error) => error instanceof AggregateError) ?? failed[0];
  }

  async #loadInto(redis: Redis): Promise<void> {
    const faults: unknown[] = [];
    for (const { name, text } of this.#scripts.values()) {
      await untilDefinite({ redis, send: () => redis.script('LOAD', text), reads: true }).catch((cause: unknown) => {
        if (cause instanceof NoDefiniteAnswer) throw cause;
        faults.push(new Error(`script ${name} was not loaded`, { cause }));
      });
    }
    if (faults.length > 0) throw new AggregateError(faults, 'scripts were not loaded');
  }

  /**
   * Calls one script and decodes its answer.
   * @throws NoDefiniteAnswer when it may or may not have run; an Error on a word that its contract does not name, or on INVALID,
   *   which is a fault of the caller: nothing changed then
   */
  async call<Call extends EventCall, Answer>(contract: ScriptContract<Call, Answer>, call: Call): Promise<Answer> {
    const { eventId } = call;
    const script = this.#scripts.get(contract.name)!;
    const command = (this.redis as unknown as Record<string, Command>)[contract.binary ? `${script.command}Buffer` : script.command]!;
    const keys = contract.keys(eventKeys(eventId), call);
    // As of now: what other calls and the feed see while this one is under way proves nothing about it.
    const seen = this.#seen.of(eventId);
    const args = contract.args(call, seen);
    const raw = await this.read(() => command.call(this.redis, ...keys, ...args), { reads: contract.reads ?? false, key: keys[0] });
    const reply = new ScriptReply(raw);
    if (!contract.words.includes(reply.word)) throw new Error(`${contract.name} answered with an unknown word: ${reply.word}`);
    if (reply.word === 'INVALID') throw new Error(`${contract.name} refused its arguments: ${reply.text()}`);
    const cursor = cursorOf(raw as unknown[], reply.word);
    const lostTail = reply.word === 'BEHIND' || (contract.reads === true && cursor !== null && isBefore(cursor, seen));
    if (lostTail) {
      this.#onBehind(eventId);
      return contract.closed as Answer;
    }
    if (cursor) this.noteSeen(eventId, cursor);
    return contract.decode(reply, call);
  }

  /** Sends a plain command in the same way: until it has a definite answer. `key`: one that it names, if it names any. */
  async read<T>(send: () => Promise<T>, { reads = true, key }: { reads?: boolean; key?: string | undefined } = {}): Promise<T> {
    return (await untilDefinite({ redis: this.redis, key, send, reads })) as T;
  }

  /** The latest version of an event that this process knows of. */
  seen(eventId: Id): MapCursor {
    return this.#seen.of(eventId);
  }

  /** Tells of a version that was seen elsewhere, such as on the feed. */
  noteSeen(eventId: Id, cursor: MapCursor): void {
    this.#seen.note(eventId, cursor);
  }
}

function cursorOf(raw: unknown[], word: string): MapCursor | null {
  return WITH_CURSOR.has(word) ? { epoch: Number(raw[1]), version: Number(raw[2]) } : null;
}
