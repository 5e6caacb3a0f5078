import type { BeginPaymentOutcome } from '../domain/hold.js';
import type { BeginPaymentRequest } from '../domain/inventory.js';
import { draftKeys } from './keys.js';
import { type HoldPlace, unpackHold } from './packed-hold.js';
import type { EventCall, ScriptContract } from './script.contract.js';

/** Payments that begin on one event together. */
export interface PaymentCall extends EventCall {
  payMs: number;
  backstopMs: number;
  payments: readonly Pick<BeginPaymentRequest, 'address' | 'buyer' | 'orderNo'>[];
}

/** What one of them is answered. INVALID is a fault of its caller; nothing changed for it then. */
export type PaymentAnswer = BeginPaymentOutcome | { kind: 'INVALID'; what: string };

/**
 * SELECTING → PAYING, each for itself. Safe to repeat: the first call's order number and payBy win.
 * @returns an answer for each, in their order; none at all: the inventory is lost, and with it every hold
 */
export const beginPaymentScript: ScriptContract<PaymentCall, PaymentAnswer[]> = {
  name: 'begin-payment',
  words: ['PAYING', 'CLOSED', 'BEHIND', 'INVALID'],
  keys: (keys) => [...draftKeys(keys), keys.admissions, keys.lineDue, keys.gate],
  args: ({ payMs, backstopMs, payments }, seen) => [seen.epoch, seen.version, payMs, backstopMs, ...payments.map(asText)],
  decode(reply, { eventId, payments }) {
    if (reply.word === 'CLOSED') return [];
    const epoch = reply.integer();
    reply.integer();
    const nowMs = reply.integer();
    return payments.map(({ address }) => answerOf(reply.text(), { eventId, epoch, serial: address.serial, nowMs }));
  },
  closed: [],
};

/** One argument for each: a client pays more for every further argument than for a longer one. */
function asText({ address, buyer, orderNo }: PaymentCall['payments'][number]): string {
  return `${address.epoch} ${address.serial} ${address.secret} ${buyer} ${orderNo}`;
}

function answerOf(text: string, place: HoldPlace): PaymentAnswer {
  if (text === 'GONE') return { kind: 'GONE' };
  if (text.startsWith('INVALID ')) return { kind: 'INVALID', what: text.slice('INVALID '.length) };
  return { kind: 'PAYING', hold: unpackHold(text, place) };
}
