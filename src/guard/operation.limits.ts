import type { GraphQLField, GraphQLSchema } from 'graphql';
import type { Viewer } from '../domain/viewer.js';

/** What the limits need to know of a request. */
export interface LimitedContext {
  viewer: Viewer | null;
  /** Key of the client's address: an IPv4 address or the /64 of an IPv6 one. */
  addressKey: string;
}

/** The limits that root fields take points from; see RateLimits. Null: granted at once. */
export interface OperationLimiter {
  hold(personId: string): Promise<void> | null;
  operation(personId: string): Promise<void> | null;
  login(email: string): Promise<void>;
  session(addressKey: string): Promise<void>;
}

type Field = GraphQLField<unknown, LimitedContext>;
type Take = (limiter: OperationLimiter, args: Record<string, unknown>, context: LimitedContext) => Promise<void> | null;

const takeHold: Take = (limiter, _args, { viewer }) => (viewer === null ? null : limiter.hold(viewer.personId));
const takeSession: Take = (limiter, _args, { addressKey }) => limiter.session(addressKey);
const takeOperation: Take = (limiter, _args, { viewer }) => (viewer === null ? null : limiter.operation(viewer.personId));
const takeLogin: Take = async (limiter, args, { addressKey }) => {
  await limiter.login(String(args['email']));
  await limiter.session(addressKey);
};

/** Fields with a limit of their own; all others count as one operation of their user. */
const LIMITS: Record<string, Take> = {
  'Mutation.startGuestSession': takeSession,
  'Mutation.register': takeSession,
  'Mutation.login': takeLogin,
  'Mutation.holdTickets': takeHold,
  'Mutation.holdBestAvailable': takeHold,
  'Mutation.changeHold': takeHold,
  'Mutation.extendHold': takeHold,
  'Mutation.releaseHold': takeHold,
};

function limit(field: Field, take: Take, limiter: OperationLimiter): void {
  const { resolve, subscribe } = field;
  if (subscribe !== undefined) {
    field.subscribe = async (source, args, context, info) => {
      await take(limiter, args, context);
      return subscribe(source, args, context, info);
    };
    return;
  }
  if (resolve === undefined) return;
  field.resolve = (source, args, context, info) => {
    const taken = take(limiter, args, context);
    return taken === null ? resolve(source, args, context, info) : taken.then(() => resolve(source, args, context, info));
  };
}

/**
 * Puts the rate limits in front of every root field, in place. They count fields, not requests: ten aliased logins in one
 * document take ten points, over HTTP and over the socket.
 */
export function limitOperations(schema: GraphQLSchema, limiter: OperationLimiter): void {
  for (const root of [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]) {
    for (const field of Object.values(root?.getFields() ?? {})) {
      limit(field as Field, LIMITS[`${root!.name}.${field.name}`] ?? takeOperation, limiter);
    }
  }
}
