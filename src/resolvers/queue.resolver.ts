import type { Resolvers } from '../schema/generated/resolvers.js';

type Column = { Query: Pick<NonNullable<Resolvers['Query']>, 'queueStats'> };

export const queueResolvers: Column = {
  Query: {
    queueStats: (_root, _args, { services }) => services.queues.stats(),
  },
};
