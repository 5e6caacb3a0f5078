import type { Resolvers } from '../schema/generated/resolvers.js';
import { signedIn } from './context.js';

type Column = { Mutation: Pick<NonNullable<Resolvers['Mutation']>, 'setRole'> };

export const personResolvers: Column = {
  Mutation: {
    setRole: (_root, { email, role }, context) => context.services.people.setRole(signedIn(context), email, role),
  },
};
