import { decodeLine, type LineAnswer, type LineCall, lineKeys, readArguments } from './line.reply.js';
import type { ScriptContract } from './script.contract.js';

/** @returns what the line looks like right now; changes nothing. */
export const readLineScript: ScriptContract<LineCall, LineAnswer> = {
  name: 'read-line',
  words: ['LINE', 'INVALID'],
  reads: true,
  keys: lineKeys,
  args: ({ rules }, seen) => readArguments(rules, seen),
  decode: decodeLine,
};
