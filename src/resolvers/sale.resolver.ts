import type { EventDraft } from '../domain/event.draft.js';
import type { CreateEventInput, Resolvers, TierInput, UpdateEventInput } from '../schema/generated/resolvers.js';
import type { EventChange, EventOutcome } from '../services/event.service.js';
import { signedIn } from './context.js';
import { asMember } from './outcome.js';

type Moves = 'createEvent' | 'updateEvent' | 'prepareSale' | 'openSale' | 'pauseSale' | 'closeSale' | 'cancelEvent';

export const saleResolvers: { Mutation: Pick<NonNullable<Resolvers['Mutation']>, Moves> } = {
  Mutation: {
    createEvent: async (_root, { input }, context) => written(await context.services.events.createEvent(signedIn(context), draftOf(input))),
    updateEvent: async (_root, { input }, context) =>
      written(await context.services.events.updateEvent(signedIn(context), input.id, changeOf(input))),
    prepareSale: async (_root, { eventId }, context) => written(await context.services.sales.prepareSale(signedIn(context), eventId)),
    openSale: async (_root, { eventId }, context) => written(await context.services.sales.openSale(signedIn(context), eventId)),
    pauseSale: async (_root, { eventId }, context) => written(await context.services.sales.pauseSale(signedIn(context), eventId)),
    cancelEvent: async (_root, { eventId, reason }, context) =>
      written(await context.services.sales.cancelEvent(signedIn(context), eventId, reason)),
    closeSale: async (_root, { eventId }, context) => written(await context.services.sales.closeSale(signedIn(context), eventId)),
  },
};

/** An event as it is now becomes the model itself; refusals stay as they are. */
function written(outcome: EventOutcome) {
  return outcome.kind === 'Event' ? { ...outcome.event, __typename: 'Event' as const } : asMember(outcome);
}

function draftOf(input: CreateEventInput): EventDraft {
  return {
    ...input,
    chartId: input.chartId ?? null,
    maxPerBuyer: input.maxPerBuyer ?? 8,
    orphanRule: input.orphanRule ?? true,
    waitingRoom: input.waitingRoom ?? false,
    tiers: tiersOf(input.tiers),
  };
}

function changeOf(input: UpdateEventInput): EventChange {
  return {
    startsAt: input.startsAt ?? null,
    saleOpensAt: input.saleOpensAt ?? null,
    saleClosesAt: input.saleClosesAt ?? null,
    tiers: input.tiers ? tiersOf(input.tiers) : null,
    maxPerBuyer: input.maxPerBuyer ?? null,
    orphanRule: input.orphanRule ?? null,
    waitingRoom: input.waitingRoom ?? null,
  };
}

function tiersOf(tiers: readonly TierInput[]): EventDraft['tiers'] {
  return tiers.map((tier) => ({
    name: tier.name,
    kind: tier.kind,
    category: tier.category ?? null,
    capacity: tier.capacity ?? null,
    color: tier.color ?? null,
    prices: tier.prices.map((price) => ({ ...price, from: price.from ?? null, until: price.until ?? null })),
  }));
}
