import type { Resolvers } from '../schema/generated/resolvers.js';
import { signedIn } from './context.js';
import { mapIterator } from './iterator.js';

export const lineResolvers: {
  Query: Pick<NonNullable<Resolvers['Query']>, 'placeInLine'>;
  Mutation: Pick<NonNullable<Resolvers['Mutation']>, 'joinLine' | 'leaveLine'>;
  Subscription: Pick<NonNullable<Resolvers['Subscription']>, 'placeInLine'>;
} = {
  Query: {
    placeInLine: (_root, { eventId }, context) => context.services.line.place(signedIn(context), eventId),
  },
  Mutation: {
    joinLine: (_root, { eventId }, context) => context.services.line.join(signedIn(context), eventId),
    leaveLine: (_root, { eventId }, context) => context.services.line.leave(signedIn(context), eventId),
  },
  Subscription: {
    placeInLine: {
      subscribe: async (_root, { eventId }, context) => {
        const places = await context.services.line.watch(signedIn(context), eventId);
        return mapIterator(places, (placeInLine) => ({ placeInLine }));
      },
    },
  },
};
