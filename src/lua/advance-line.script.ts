import type { Id } from '../domain/id.js';
import { decodeLine, gateArguments, type LineAnswer, type LineCall, lineKeys } from './line.reply.js';
import type { ScriptContract } from './script.contract.js';

/** People that one call may ask about: keeps it well below a millisecond of Redis' time. */
export const MOST_LOOKS = 50;

export interface AdvanceCall extends LineCall {
  /** People who look, at most MOST_LOOKS. */
  people: readonly Id[];
}

/** Moves the line on, and says where those who look stand. Safe to repeat, by any number of processes. */
export const advanceLineScript: ScriptContract<AdvanceCall, LineAnswer> = {
  name: 'advance-line',
  words: ['LINE', 'INVALID'],
  keys: lineKeys,
  args: ({ rules, people }, seen) => [...gateArguments(rules, seen), ...people],
  decode: decodeLine,
};
