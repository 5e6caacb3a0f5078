import type { Resolvers } from '../schema/generated/resolvers.js';
import { signedIn } from './context.js';
import { asMember } from './outcome.js';

export const checkInResolvers: { Mutation: Pick<NonNullable<Resolvers['Mutation']>, 'checkIn'> } = {
  Mutation: {
    checkIn: async (_root, { eventId, code }, context) =>
      asMember(await context.services.checkIn.checkIn(signedIn(context), eventId, code)),
  },
};
