import type { BeginPaymentOutcome } from '../domain/hold.js';
import type { BeginPaymentRequest } from '../domain/inventory.js';
import { draftKeys } from './keys.js';
import { unpackHold } from './packed-hold.js';
import type { EventCall, ScriptContract } from './script.contract.js';

/** SELECTING → PAYING. Safe to repeat: the first call's order number and payBy win. */
export const beginPaymentScript: ScriptContract<BeginPaymentRequest & EventCall, BeginPaymentOutcome> = {
  name: 'begin-payment',
  words: ['PAYING', 'GONE', 'CLOSED', 'BEHIND', 'INVALID'],
  keys: (keys) => [...draftKeys(keys), keys.admissions, keys.lineDue, keys.gate],
  args: ({ address, buyer, orderNo, payMs, backstopMs }, seen) => [
    seen.epoch,
    seen.version,
    address.epoch,
    address.serial,
    address.secret,
    buyer,
    orderNo,
    payMs,
    backstopMs,
  ],
  decode(reply, { eventId }) {
    if (reply.word === 'GONE' || reply.word === 'CLOSED') return { kind: 'GONE' };
    const epoch = reply.integer();
    reply.integer();
    const nowMs = reply.integer();
    const serial = reply.integer();
    return { kind: 'PAYING', hold: unpackHold(reply.text(), { eventId, epoch, serial, nowMs }) };
  },
  closed: { kind: 'GONE' },
};
