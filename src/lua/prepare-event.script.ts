import type { InventoryLoad } from '../domain/inventory.js';
import { imageOf } from './inventory-image.js';
import { draftKeys } from './keys.js';
import type { ScriptContract } from './script.contract.js';

/** Loads an event under a new epoch. A repeat is STALE. */
export const prepareEventScript: ScriptContract<InventoryLoad, 'PREPARED' | 'STALE'> = {
  name: 'prepare-event',
  words: ['PREPARED', 'STALE', 'INVALID'],
  keys: (keys) => draftKeys(keys),
  args(load) {
    const image = imageOf(load);
    return [
      load.epoch,
      load.status,
      load.opensAtMs,
      load.closesAtMs,
      load.maxPerBuyer,
      load.seatCount,
      load.capacities.length,
      load.revision ?? 0,
      image.runWidth,
      image.map,
      image.owners,
      ...load.capacities.flatMap((capacity, tier) => [capacity, image.blocked[tier]!]),
      ...image.records,
    ];
  },
  decode: (reply) => reply.word as 'PREPARED' | 'STALE',
};
