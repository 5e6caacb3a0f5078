import type { Resolvers } from '../schema/generated/resolvers.js';
import type { BlockResult } from '../services/block.service.js';
import { signedIn } from './context.js';
import { asMember } from './outcome.js';

type Moves = 'blockSeats' | 'unblockSeats' | 'blockPlaces' | 'unblockPlaces' | 'repairInventory' | 'rebuildInventory';
type Column = {
  Query: Pick<NonNullable<Resolvers['Query']>, 'reconcile'>;
  Mutation: Pick<NonNullable<Resolvers['Mutation']>, Moves>;
};

/** What staff do to an inventory directly: keep units from sale, compare it with the ledger, mend it. */
export const inventoryResolvers: Column = {
  Query: {
    reconcile: (_root, { eventId }, { services }) => services.reconcile.reconcile(eventId),
  },
  Mutation: {
    blockSeats: async (_root, { eventId, seats, reason }, context) =>
      blocked(await context.services.blocks.blockSeats(signedIn(context), eventId, seats, reason)),
    unblockSeats: async (_root, { eventId, seats }, context) =>
      blocked(await context.services.blocks.unblockSeats(signedIn(context), eventId, seats)),
    blockPlaces: async (_root, { eventId, tierId, quantity, reason }, context) =>
      blocked(await context.services.blocks.blockPlaces(signedIn(context), eventId, tierId, quantity, reason)),
    unblockPlaces: async (_root, { eventId, tierId, quantity }, context) =>
      blocked(await context.services.blocks.unblockPlaces(signedIn(context), eventId, tierId, quantity)),
    repairInventory: (_root, { eventId }, context) => context.services.reconcile.repairInventory(signedIn(context), eventId),
    rebuildInventory: (_root, { eventId }, context) => context.services.reconcile.rebuildInventory(signedIn(context), eventId),
  },
};

/** The event becomes the model itself; refusals stay as they are. */
function blocked(outcome: BlockResult) {
  return outcome.kind === 'Event' ? { ...outcome.event, __typename: 'Event' as const } : asMember(outcome);
}
