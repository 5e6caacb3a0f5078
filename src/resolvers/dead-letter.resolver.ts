import type { Resolvers } from '../schema/generated/resolvers.js';
import { connectionOf, pageRequestOf } from './connection.js';

type Column = { Query: Pick<NonNullable<Resolvers['Query']>, 'deadLetters'> };

export const deadLetterResolvers: Column = {
  Query: {
    deadLetters: async (_root, args, { services }) => {
      const page = pageRequestOf(args);
      return connectionOf(await services.deadLetters.list(args.filter ?? { state: 'OPEN' }, page), page);
    },
  },
};
