import type { ChartSeat } from '../domain/chart.js';
import { statusAt, type EventModel } from '../domain/event.js';
import type { Resolvers } from '../schema/generated/resolvers.js';
import { isSoldOut, stateOf } from '../services/seat.service.js';
import { connectionOf, pageRequestOf } from './connection.js';
import type { GraphQLContext } from './context.js';
import { mapIterator } from './iterator.js';
import { salesOf } from './sales.model.js';
import { snapshotOf } from './seat-map.model.js';

type Column = Pick<Resolvers, 'Event' | 'Tier' | 'Price'> & {
  Query: Pick<NonNullable<Resolvers['Query']>, 'events' | 'event'>;
  Subscription: Pick<NonNullable<Resolvers['Subscription']>, 'eventUpdated'>;
};

export const eventResolvers: Column = {
  Query: {
    events: async (_root, args, { services, viewer }) => {
      const page = pageRequestOf(args);
      return connectionOf(await services.events.list(viewer, args.status ?? null, page), page);
    },
    event: (_root, { id }, { services, viewer }) => services.events.find(viewer, id),
  },
  Subscription: {
    eventUpdated: {
      subscribe: async (_root, { eventId }, { services, viewer }) =>
        mapIterator(await services.eventWatch.watch(viewer, eventId), (eventUpdated) => ({ eventUpdated })),
    },
  },
  Event: {
    show: async (event, _args, { loaders }) => (await loaders.show.load(event.showId))!,
    venue: async (event, _args, { loaders }) => (await loaders.venue.load(event.venueId))!,
    status: (event) => statusAt(event, Date.now()),
    soldOut: async (event, _args, { loaders }) => isSoldOut(await loaders.map.load(event)),
    chart: (event, _args, { loaders }) => (event.chartId === null ? null : loaders.chart.load(event.chartId)),
    seatMap: async (event, _args, { loaders }) => {
      const map = await loaders.map.load(event);
      return map && snapshotOf(event, { ...map, free: new Map(map.tiers.map(({ tier, free }) => [tier, free])) });
    },
    seats: async (event, { section, row }, context) =>
      withStates(event, await context.services.seats.inSection(event, section, row ?? null), context),
    seatsByLabel: async (event, { labels }, context) => withStates(event, await context.services.seats.byLabel(event, labels), context),
    waitingRoom: (event, _args, { services }) => (event.waitingRoom ? services.line.roomOf(event) : null),
    cancellation: (event, _args, { services }) => services.takings.cancellation(event),
    sales: async (event, _args, { services, loaders }) =>
      salesOf(event, await services.takings.report(event, await loaders.map.load(event))),
  },
  Tier: {
    available: async (tier, _args, { loaders }) => {
      const event = await loaders.event.load(tier.eventId);
      const map = event && (await loaders.map.load(event));
      return map?.tiers.find((counts) => counts.tier === tier.position)?.free ?? 0;
    },
  },
  Price: {
    amount: ({ amountMinor, currency }) => ({ amountMinor, currency }),
  },
};

async function withStates(event: EventModel, seats: ChartSeat[], { loaders }: GraphQLContext) {
  const map = await loaders.map.load(event);
  return seats.map((seat) => ({ seat, state: stateOf(seat, map) }));
}
