import { makeExecutableSchema } from '@graphql-tools/schema';
import {
  graphql,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  subscribe,
  parse,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLObjectType,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { ROLES, roleCovers, type Role, type Viewer } from '../domain/viewer.js';
import { AisleError } from '../errors/aisle-error.js';
import { scalarResolvers } from '../resolvers/scalars/scalars.resolver.js';
import { createSchema } from './schema.js';
import { readTypeDefs } from './type-defs.js';

/** Who may ask for what, written down a second time: nobody loosens a rule in passing. Everything else is public. */
const NEEDS: Record<string, Role> = {
  'Query.hold': 'GUEST',
  'Query.order': 'GUEST',
  'Query.placeInLine': 'GUEST',
  'Query.venues': 'STAFF',
  'Query.venue': 'STAFF',
  'Query.chart': 'STAFF',
  'Query.orders': 'STAFF',
  'Query.deadLetters': 'STAFF',
  'Query.queueStats': 'STAFF',
  'Query.audit': 'STAFF',
  'Query.reconcile': 'STAFF',
  'Mutation.holdTickets': 'GUEST',
  'Mutation.holdBestAvailable': 'GUEST',
  'Mutation.changeHold': 'GUEST',
  'Mutation.extendHold': 'GUEST',
  'Mutation.releaseHold': 'GUEST',
  'Mutation.joinLine': 'GUEST',
  'Mutation.leaveLine': 'GUEST',
  'Mutation.placeOrder': 'GUEST',
  'Mutation.startPayment': 'GUEST',
  'Mutation.cancelOrder': 'GUEST',
  'Mutation.setRole': 'ADMIN',
  'Mutation.saveBrowser': 'GUEST',
  'Mutation.removeBrowser': 'GUEST',
  'Mutation.resendTickets': 'STAFF',
  'Mutation.createVenue': 'STAFF',
  'Mutation.importChart': 'STAFF',
  'Mutation.createShow': 'STAFF',
  'Mutation.updateShow': 'STAFF',
  'Mutation.createEvent': 'STAFF',
  'Mutation.updateEvent': 'STAFF',
  'Mutation.prepareSale': 'STAFF',
  'Mutation.openSale': 'STAFF',
  'Mutation.pauseSale': 'STAFF',
  'Mutation.closeSale': 'STAFF',
  'Mutation.cancelEvent': 'STAFF',
  'Query.paymentEvents': 'STAFF',
  'Mutation.refundOrder': 'STAFF',
  'Mutation.retryRefund': 'STAFF',
  'Mutation.blockSeats': 'STAFF',
  'Mutation.unblockSeats': 'STAFF',
  'Mutation.blockPlaces': 'STAFF',
  'Mutation.unblockPlaces': 'STAFF',
  'Mutation.repairInventory': 'STAFF',
  'Mutation.rebuildInventory': 'STAFF',
  'Mutation.checkIn': 'STAFF',
  'Mutation.replayDeadLetters': 'STAFF',
  'Mutation.discardDeadLetters': 'STAFF',
  'Subscription.orderUpdated': 'GUEST',
  'Subscription.placeInLine': 'GUEST',
  'Subscription.deadLetterAdded': 'STAFF',
};
const PUBLIC = [
  'serverTime',
  'me',
  'shows',
  'show',
  'events',
  'event',
  'startGuestSession',
  'register',
  'login',
  'logout',
  'pushKey',
  'seatMap',
  'eventUpdated',
];

const REACHED = 'the resolver was reached';
const reach = () => Promise.reject(new AisleError('NOT_FOUND', REACHED));

const bare = makeExecutableSchema({ typeDefs: readTypeDefs() });
const roots = [bare.getQueryType()!, bare.getMutationType()!, bare.getSubscriptionType()!];
const resolverFor = (root: GraphQLObjectType) => (root.name === 'Subscription' ? { subscribe: reach } : reach);
const schema = createSchema([
  Object.fromEntries(
    roots.map((root) => [root.name, Object.fromEntries(Object.keys(root.getFields()).map((name) => [name, resolverFor(root)]))]),
  ),
  scalarResolvers,
]);

/** Some value that the type takes. */
function valueOf(type: GraphQLInputType): string {
  if (isNonNullType(type)) return valueOf(type.ofType);
  if (isListType(type)) return '[]';
  if (isEnumType(type)) return type.getValues()[0]!.name;
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields()).filter((field) => isNonNullType(field.type) && field.defaultValue === undefined);
    return `{${fields.map((field) => `${field.name}: ${valueOf(field.type)}`).join(', ')}}`;
  }
  const samples: Record<string, string> = {
    Int: '1',
    SafeInt: '1',
    Boolean: 'true',
    EmailAddress: '"a@example.com"',
    DateTime: '"2026-01-01T00:00:00Z"',
    JSON: '{}',
  };
  return samples[type.name] ?? '"x"';
}

function documentFor(root: GraphQLObjectType, field: GraphQLField<unknown, unknown>): string {
  const args = field.args.filter((arg) => isNonNullType(arg.type) && arg.defaultValue === undefined);
  const list = args.length === 0 ? '' : `(${args.map((arg) => `${arg.name}: ${valueOf(arg.type)}`).join(', ')})`;
  let type: unknown = field.type;
  while (isNonNullType(type) || isListType(type)) type = type.ofType;
  return `${root.name.toLowerCase()} { ${field.name}${list}${isLeafType(type) ? '' : ' { __typename }'} }`;
}

async function codeFor(document: string, viewer: Viewer | null): Promise<string | undefined> {
  const contextValue = { viewer };
  const result = document.startsWith('subscription')
    ? await subscribe({ schema, document: parse(document), contextValue })
    : await graphql({ schema, source: document, contextValue });
  const [error] = (result as { errors?: { message: string; originalError?: unknown }[] }).errors ?? [];
  return error?.message === REACHED ? undefined : ((error?.originalError as AisleError | undefined)?.code ?? error?.message);
}

describe('who may ask for what', () => {
  const fields = roots.flatMap((root) =>
    Object.values(root.getFields()).map((field) => ({ root, field, path: `${root.name}.${field.name}` })),
  );

  it('is written down for every root field', () => {
    const known = fields.filter(({ path, field }) => NEEDS[path] !== undefined || PUBLIC.includes(field.name));
    expect(known.map(({ path }) => path)).toEqual(fields.map(({ path }) => path));
  });

  it.each(fields)('$path is told to each role', async ({ root, field, path }) => {
    const needed = NEEDS[path];
    const document = documentFor(root, field);
    expect(await codeFor(document, null)).toBe(needed === undefined ? undefined : 'UNAUTHENTICATED');
    for (const role of ROLES) {
      const viewer = { personId: 'p', role, sessionId: 's', expiresAt: new Date() };
      const allowed = needed === undefined || roleCovers(role, needed);
      expect(await codeFor(document, viewer), role).toBe(allowed ? undefined : 'FORBIDDEN');
    }
  });
});
