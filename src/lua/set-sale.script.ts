import type { SaleTerms } from '../domain/inventory.js';
import { draftKeys } from './keys.js';
import type { EventCall, ScriptContract } from './script.contract.js';

export interface SetSaleCall extends EventCall {
  epoch: number;
  terms: SaleTerms;
}

/** Sets the terms of a prepared sale, or finds later ones there. Safe to repeat. */
export const setSaleScript: ScriptContract<SetSaleCall, 'SET' | 'CLOSED'> = {
  name: 'set-sale',
  words: ['SET', 'STALE', 'CLOSED', 'BEHIND', 'INVALID'],
  keys: (keys) => draftKeys(keys),
  args: ({ epoch, terms }, seen) => [
    seen.epoch,
    seen.version,
    epoch,
    terms.status,
    terms.opensAtMs,
    terms.closesAtMs,
    terms.maxPerBuyer,
    terms.revision ?? 0,
  ],
  decode: (reply) => (reply.word === 'CLOSED' ? 'CLOSED' : 'SET'),
  closed: 'CLOSED',
};
