import { encodeHoldId, fenceOf, type HoldRecord } from '../domain/hold.js';
import type { EventModel } from '../domain/event.js';
import type { Resolvers } from '../schema/generated/resolvers.js';
import { signedIn, type GraphQLContext } from './context.js';
import { asMember } from './outcome.js';

type Column = Pick<Resolvers, 'Hold' | 'SeatsUnavailable'> & {
  Query: Pick<NonNullable<Resolvers['Query']>, 'hold'>;
  Mutation: Pick<NonNullable<Resolvers['Mutation']>, 'holdTickets' | 'holdBestAvailable' | 'changeHold' | 'extendHold' | 'releaseHold'>;
  User: Pick<NonNullable<Resolvers['User']>, 'holds'>;
};

export const holdResolvers: Column = {
  Query: {
    hold: (_root, { id }, context) => context.services.holds.hold(signedIn(context), id),
  },
  Mutation: {
    holdTickets: async (_root, { input }, context) => {
      const wish = { ...input, seats: input.seats ?? [], places: input.places ?? [] };
      return granted(await context.services.holds.holdTickets(signedIn(context), wish));
    },
    holdBestAvailable: async (_root, { input }, context) => {
      const { tierId = null, section = null, accessible, allowSplit, admission = null } = input;
      const wish = { ...input, tierId, section, accessible: accessible ?? false, allowSplit: allowSplit ?? false, admission };
      return granted(await context.services.bestAvailable.holdBestAvailable(signedIn(context), wish));
    },
    changeHold: async (_root, { input }, context) => {
      const wish = { ...input, addSeats: input.addSeats ?? [], dropSeats: input.dropSeats ?? [], places: input.places ?? [] };
      return granted(await context.services.holdChanges.changeHold(signedIn(context), wish));
    },
    extendHold: async (_root, { holdId, idempotencyKey }, context) =>
      granted(await context.services.holds.extendHold(signedIn(context), holdId, idempotencyKey)),
    releaseHold: async (_root, { holdId, idempotencyKey }, context) =>
      asMember(await context.services.holds.releaseHold(signedIn(context), holdId, idempotencyKey)),
  },
  SeatsUnavailable: {
    suggestion: ({ wished, taken }, _args, { services }) =>
      wished === undefined ? null : services.bestAvailable.suggest(wished.event, wished.seats, taken),
  },
  User: {
    holds: (person, _args, { services }) => services.holds.holdsOf(person.id),
  },
  Hold: {
    id: (hold) => encodeHoldId(hold),
    event: (hold, _args, context) => withEvent(hold, context, (event) => event),
    seats: (hold, _args, context) => withEvent(hold, context, (event) => context.services.holds.seatsOf(hold, event)),
    places: (hold, _args, context) =>
      withEvent(hold, context, ({ tiers }) =>
        hold.units.map(({ tier, quantity }) => ({ tier: tiers[tier]!, quantity })).filter(({ tier }) => tier.kind === 'GENERAL_ADMISSION'),
      ),
    total: (hold, _args, context) => withEvent(hold, context, (event) => context.services.holds.totalOf(hold, event)),
    stage: (hold) => (hold.stage === 'SELECTING' ? 'SELECTING' : 'PAYING'),
    expiresAt: (hold) => new Date(hold.deadlineMs),
    expiresInMs: (hold) => Math.max(0, hold.deadlineMs - hold.nowMs),
    extensionsLeft: (hold, _args, { services }) => services.holds.extensionsLeft(hold),
    fence: (hold) => fenceOf(hold),
  },
};

/** Right after a hold was granted its event is known, and everything here can be said at once: no promise, no loader. */
function withEvent<Said>(
  hold: HoldRecord,
  context: GraphQLContext,
  say: (event: EventModel) => Said | Promise<Said>,
): Said | Promise<Said> {
  const known = context.services.holds.eventAtHand(hold);
  if (known !== null) return say(known);
  return context.loaders.event.load(hold.eventId).then((event) => {
    if (event === null) throw new Error(`hold of an unknown event ${hold.eventId}`);
    return say(event);
  });
}

/** A granted hold becomes the model itself; refusals stay as they are. */
function granted<Outcome extends { kind: string }>(outcome: Outcome | { kind: 'Hold'; hold: HoldRecord }) {
  if ('hold' in outcome) return { ...outcome.hold, __typename: 'Hold' as const };
  return asMember(outcome as Exclude<Outcome, { kind: 'Hold' }>);
}
