import { isId } from '../domain/id.js';
import type { Resolvers } from '../schema/generated/resolvers.js';
import { signedIn } from './context.js';

type Column = Pick<Resolvers, 'Venue'> & {
  Query: Pick<NonNullable<Resolvers['Query']>, 'venues' | 'venue'>;
  Mutation: Pick<NonNullable<Resolvers['Mutation']>, 'createVenue'>;
};

export const venueResolvers: Column = {
  Query: {
    venues: (_root, _args, { services }) => services.venues.list(),
    venue: (_root, { id }, { loaders }) => (isId(id) ? loaders.venue.load(id) : null),
  },
  Mutation: {
    createVenue: (_root, input, context) => context.services.venues.createVenue(signedIn(context), input),
  },
  Venue: {
    charts: (venue, _args, { loaders }) => loaders.venueCharts.load(venue.id),
  },
};
