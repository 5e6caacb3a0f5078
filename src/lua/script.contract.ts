import type { Closed, TieredSeat, TierQuantity } from '../domain/hold.js';
import type { Id } from '../domain/id.js';
import type { MapCursor } from '../domain/seat.js';
import type { EventKeys } from './keys.js';
import type { ScriptReply } from './script.reply.js';

export type ScriptArgument = string | number | Buffer;

/** The TypeScript side of one script: what goes in, which words come out, and what they mean. */
export interface ScriptContract<Call, Answer> {
  /** File name without `.lua`. */
  name: string;
  /** Every word that the script may answer; another one is an error. */
  words: readonly string[];
  /** Whether a repeat after an unknown outcome may be made any number of times. */
  reads?: boolean;
  /** Replies hold bytes that are not text. */
  binary?: boolean;
  keys(keys: EventKeys, call: Call): string[];
  /** @param seen the latest version of this event that this process knows of; Redis must not be behind it */
  args(call: Call, seen: MapCursor): ScriptArgument[];
  decode(reply: ScriptReply, call: Call): Answer;
  /** The answer when Redis turns out to be behind: as for an event whose inventory is lost. */
  closed?: Answer;
}

/** A call on one event. */
export interface EventCall {
  eventId: Id;
}

/** What a script answers while an event's inventory is lost or being rebuilt. */
export const RECOVERING = { kind: 'CLOSED', reason: 'RECOVERING', opensAtMs: null } as const satisfies Closed;

/** The tail of `hold` and `confirm-hold`: number of seats, pairs (seat, tier), pairs (tier, quantity). */
export function unitArguments(seats: TieredSeat[], places: TierQuantity[]): number[] {
  return [seats.length, ...seats.flatMap(({ index, tier }) => [index, tier]), ...places.flatMap(({ tier, quantity }) => [tier, quantity])];
}

/**
 * Candidate blocks as `hold` takes them: their size, then four bytes a seat. Of an empty list the size is 1, so that it reads as one.
 * Without candidates there are no bytes but a text: a command with a single Buffer in it costs its client several times as much.
 */
export function blockArguments(candidates: TieredSeat[][] | undefined): [number, Buffer | string] {
  if (candidates === undefined) return [0, ''];
  const size = candidates[0]?.length ?? 1;
  if (!candidates.every((block) => block.length === size)) throw new Error('candidate blocks must be of one size');
  const bytes = Buffer.alloc(4 * size * candidates.length);
  for (const [at, { index, tier }] of candidates.flat().entries()) bytes.writeUInt32BE(index * 128 + tier, 4 * at);
  return [size, bytes];
}
