import type { Resolvers } from '../schema/generated/resolvers.js';
import { signedIn } from './context.js';
import { asMember } from './outcome.js';

type Column = Pick<Resolvers, 'Chart'> & {
  Query: Pick<NonNullable<Resolvers['Query']>, 'chart'>;
  Mutation: Pick<NonNullable<Resolvers['Mutation']>, 'importChart'>;
};

export const chartResolvers: Column = {
  Query: {
    chart: (_root, { id }, { loaders }) => loaders.chart.load(id),
  },
  Mutation: {
    importChart: async (_root, { input }, context) => {
      const outcome = await context.services.charts.importChart(signedIn(context), input);
      return outcome.kind === 'Chart' ? { ...outcome.chart, __typename: 'Chart' as const } : asMember(outcome);
    },
  },
  Chart: {
    // Relative to the endpoint, so that it is right behind every proxy and host name.
    layoutUrl: (chart, _args, { services }) => services.charts.layoutUrl(chart),
    sections: (chart) => chart.layout.sections,
  },
};
