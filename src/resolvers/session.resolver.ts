import type { Resolvers } from '../schema/generated/resolvers.js';
import type { MintedSession } from '../services/session.service.js';
import type { GraphQLContext } from './context.js';
import { asMember } from './outcome.js';

type Column = {
  Query: Pick<NonNullable<Resolvers['Query']>, 'serverTime' | 'me'>;
  Mutation: Pick<NonNullable<Resolvers['Mutation']>, 'startGuestSession' | 'register' | 'login' | 'logout'>;
};

export const sessionResolvers: Column = {
  Query: {
    serverTime: () => new Date(),
    me: (_root, _args, { viewer, loaders }) => (viewer === null ? null : loaders.person.load(viewer.personId)),
  },
  Mutation: {
    startGuestSession: async (_root, _args, context) => handedOver(await context.services.sessions.startGuestSession(), context),
    register: async (_root, input, context) => {
      const outcome = await context.services.people.register(context.viewer, input);
      return outcome.kind === 'Session' ? handedOver(outcome, context) : asMember(outcome);
    },
    login: async (_root, input, context) => {
      const outcome = await context.services.people.login(context.viewer, input);
      return outcome.kind === 'Session' ? handedOver(outcome, context) : asMember(outcome);
    },
    logout: async (_root, _args, context) => {
      const ended = await context.services.sessions.logout(context.viewer);
      context.cookie.clear();
      return ended;
    },
  },
};

/** A session goes to our own page as a cookie, to everybody else in the reply; never both. */
function handedOver(session: MintedSession, { cookie }: GraphQLContext) {
  const inCookie = cookie.offer(session.token, session.expiresAt);
  return { ...asMember(session), token: inCookie ? '' : session.token };
}
