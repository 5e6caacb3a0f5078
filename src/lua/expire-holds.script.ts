import type { ExpireOutcome } from '../domain/inventory.js';
import { draftKeys } from './keys.js';
import type { EventCall, ScriptContract } from './script.contract.js';
import type { ScriptReply } from './script.reply.js';

export interface ExpireCall extends EventCall {
  /** Holds looked at, 1 to 1,000. */
  limit: number;
}

const NOTHING: ExpireOutcome = { expired: 0, overdue: [], nextDeadlineMs: null, nowMs: 0 };

/** Frees a slice of lapsed selections and names overdue payments. Nothing to do while the inventory is lost. Safe to repeat. */
export const expireHoldsScript: ScriptContract<ExpireCall, ExpireOutcome> = {
  name: 'expire-holds',
  words: ['EXPIRED', 'CLOSED', 'BEHIND', 'INVALID'],
  keys: (keys) => draftKeys(keys),
  args: ({ limit }, seen) => [seen.epoch, seen.version, limit],
  decode: (reply) => (reply.word === 'EXPIRED' ? decodeExpired(reply) : NOTHING),
  closed: NOTHING,
};

function decodeExpired(reply: ScriptReply): ExpireOutcome {
  const epoch = reply.integer();
  reply.integer();
  const nowMs = reply.integer();
  const next = reply.integer();
  const expired = reply.integer();
  const overdue: ExpireOutcome['overdue'] = [];
  while (!reply.done) overdue.push({ epoch, serial: reply.integer(), orderNo: reply.text() });
  return { expired, overdue, nextDeadlineMs: next === 0 ? null : next, nowMs };
}
