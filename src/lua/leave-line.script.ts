import type { Id } from '../domain/id.js';
import { decodeLine, gateArguments, type LineAnswer, type LineCall, lineKeys } from './line.reply.js';
import type { ScriptContract } from './script.contract.js';

export interface LeaveCall extends LineCall {
  person: Id;
}

/** Gives a place in line back, or an admission. Safe to repeat. */
export const leaveLineScript: ScriptContract<LeaveCall, LineAnswer> = {
  name: 'leave-line',
  words: ['LINE', 'INVALID'],
  keys: lineKeys,
  args: ({ rules, person }, seen) => [...gateArguments(rules, seen), person],
  decode: decodeLine,
};
