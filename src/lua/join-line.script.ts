import type { Id } from '../domain/id.js';
import { decodeLine, gateArguments, type LineAnswer, type LineCall, lineKeys } from './line.reply.js';
import type { ScriptContract } from './script.contract.js';

export interface JoinCall extends LineCall {
  person: Id;
  /** 22 characters of base64url: the admission, once it is one. */
  secret: string;
}

/** Gives a person a place in line. Safe to repeat: one place a person. */
export const joinLineScript: ScriptContract<JoinCall, LineAnswer> = {
  name: 'join-line',
  words: ['LINE', 'INVALID'],
  keys: lineKeys,
  args: ({ rules, person, secret }, seen) => [...gateArguments(rules, seen), person, secret],
  decode: decodeLine,
};
