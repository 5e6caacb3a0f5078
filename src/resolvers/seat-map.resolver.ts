import { SEAT_STATES } from '../domain/seat.js';
import type { MapFrame } from '../feed/feed.port.js';
import type { EventModel } from '../domain/event.js';
import type { Resolvers } from '../schema/generated/resolvers.js';
import { mapIterator } from './iterator.js';
import { packWords, placesOf, snapshotOf } from './seat-map.model.js';

export const seatMapResolvers: Pick<Resolvers, 'SeatMapDelta'> & { Subscription: Pick<NonNullable<Resolvers['Subscription']>, 'seatMap'> } =
  {
    Subscription: {
      seatMap: {
        subscribe: async (_root, { eventId, since }, { services }) => {
          const { event, frames } = await services.liveMap.watch(eventId, since ?? null);
          return mapIterator(frames, (frame) => ({ seatMap: frameOf(event, frame) }));
        },
      },
    },
    SeatMapDelta: {
      changes: (delta) => delta.words.map((word) => ({ seat: word >>> 2, state: SEAT_STATES[word & 3]! })),
      packed: (delta) => packWords(delta.words),
    },
  };

function frameOf(event: EventModel, frame: MapFrame) {
  if (frame.kind === 'SeatMapSnapshot') return { __typename: frame.kind, ...snapshotOf(event, frame) };
  const { from, to, atMs, words, free } = frame;
  return { __typename: frame.kind, from, to, at: new Date(atMs), words, places: placesOf(event, free) };
}
