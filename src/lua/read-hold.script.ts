import type { HoldAddress, HoldRecord } from '../domain/hold.js';
import { unpackHold } from './packed-hold.js';
import type { ScriptContract } from './script.contract.js';

/** @returns the hold at an address, or null when it is gone or the secret is wrong. */
export const readHoldScript: ScriptContract<HoldAddress, HoldRecord | null> = {
  name: 'read-hold',
  words: ['HOLD', 'GONE', 'INVALID'],
  reads: true,
  keys: (keys) => [keys.meta, keys.holds],
  args: ({ epoch, serial, secret }) => [epoch, serial, secret],
  decode(reply, { eventId }) {
    if (reply.word === 'GONE') return null;
    const epoch = reply.integer();
    reply.integer();
    const nowMs = reply.integer();
    const serial = reply.integer();
    return unpackHold(reply.text(), { eventId, epoch, serial, nowMs });
  },
  closed: null,
};
