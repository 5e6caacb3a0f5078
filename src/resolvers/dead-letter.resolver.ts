import type { Resolvers } from '../schema/generated/resolvers.js';
import { connectionOf, pageRequestOf } from './connection.js';
import { signedIn } from './context.js';
import { mapIterator } from './iterator.js';

type Column = {
  Query: Pick<NonNullable<Resolvers['Query']>, 'deadLetters'>;
  Mutation: Pick<NonNullable<Resolvers['Mutation']>, 'replayDeadLetters' | 'discardDeadLetters'>;
  Subscription: Pick<NonNullable<Resolvers['Subscription']>, 'deadLetterAdded'>;
};

const MOST_AT_ONCE = 1000;

export const deadLetterResolvers: Column = {
  Query: {
    deadLetters: async (_root, args, { services }) => {
      const page = pageRequestOf(args);
      return connectionOf(await services.deadLetters.list(args.filter ?? { state: 'OPEN' }, page), page);
    },
  },
  Mutation: {
    replayDeadLetters: (_root, { filter, limit }, context) =>
      context.services.deadLetters.replay(signedIn(context), filter, limit ?? MOST_AT_ONCE),
    discardDeadLetters: (_root, { filter, reason, limit }, context) =>
      context.services.deadLetters.discard(signedIn(context), filter, reason, limit ?? MOST_AT_ONCE),
  },
  Subscription: {
    deadLetterAdded: {
      subscribe: async (_root, { queue }, { services }) =>
        mapIterator(await services.deadLetters.watch(queue ?? null), (deadLetterAdded) => ({ deadLetterAdded })),
    },
  },
};
