import type { Resolvers } from '../schema/generated/resolvers.js';
import { signedIn } from './context.js';

type Column = {
  Query: Pick<NonNullable<Resolvers['Query']>, 'pushKey'>;
  Mutation: Pick<NonNullable<Resolvers['Mutation']>, 'saveBrowser' | 'removeBrowser' | 'resendTickets'>;
};

export const messageResolvers: Column = {
  Query: {
    pushKey: (_root, _args, { services }) => services.browsers.pushKey,
  },
  Mutation: {
    saveBrowser: (_root, { input }, context) => context.services.browsers.save(signedIn(context), input),
    removeBrowser: (_root, { endpoint }, context) => context.services.browsers.remove(signedIn(context), endpoint),
    resendTickets: (_root, { orderNo, email }, context) => context.services.resend.resendTickets(signedIn(context), orderNo, email ?? null),
  },
};
