import type { Resolvers } from '../schema/generated/resolvers.js';
import { connectionOf, pageRequestOf } from './connection.js';

const PAGE = 50;

export const auditResolvers: { Query: Pick<NonNullable<Resolvers['Query']>, 'audit'> } = {
  Query: {
    audit: async (_root, args, { services }) => {
      const page = pageRequestOf(args, PAGE);
      return connectionOf(await services.audit.list(args.subject ?? null, page), page);
    },
  },
};
