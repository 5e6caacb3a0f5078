import { isId } from '../domain/id.js';
import type { Resolvers } from '../schema/generated/resolvers.js';
import { connectionOf, pageRequestOf } from './connection.js';
import { signedIn } from './context.js';

type Column = Pick<Resolvers, 'Show'> & {
  Query: Pick<NonNullable<Resolvers['Query']>, 'shows' | 'show'>;
  Mutation: Pick<NonNullable<Resolvers['Mutation']>, 'createShow' | 'updateShow'>;
};

export const showResolvers: Column = {
  Query: {
    shows: async (_root, args, { services }) => {
      const page = pageRequestOf(args);
      return connectionOf(await services.shows.list(page), page);
    },
    show: (_root, { id }, { loaders }) => (isId(id) ? loaders.show.load(id) : null),
  },
  Mutation: {
    createShow: (_root, input, context) => context.services.shows.createShow(signedIn(context), input),
    updateShow: (_root, { id, title, description }, context) =>
      context.services.shows.updateShow(signedIn(context), id, { title: title ?? null, description: description ?? null }),
  },
  Show: {
    events: async (show, args, { loaders, viewer }) => {
      const page = pageRequestOf(args);
      return connectionOf(await loaders.showEvents.load({ viewer, showId: show.id, page }), page);
    },
  },
};
