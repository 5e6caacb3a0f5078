import type { EventModel, TierModel } from '../domain/event.js';
import type { GraphQLContext } from './context.js';

/** @returns the event that an order, item or ticket belongs to. */
export async function eventOf(part: { eventId: string }, { loaders }: GraphQLContext): Promise<EventModel> {
  const event = await loaders.event.load(part.eventId);
  if (event === null) throw new Error(`the ledger has no event ${part.eventId}`);
  return event;
}

export async function tierOf(part: { eventId: string; tierId: string }, context: GraphQLContext): Promise<TierModel> {
  const event = await eventOf(part, context);
  return event.tiers.find((tier) => tier.id === part.tierId)!;
}

export function moneyOf(amountMinor: number, { currency }: { currency: string }) {
  return { amountMinor, currency };
}
