import { makeExecutableSchema } from '@graphql-tools/schema';
import {
  assertValidSchema,
  isAbstractType,
  isInterfaceType,
  isObjectType,
  isScalarType,
  type GraphQLField,
  type GraphQLSchema,
} from 'graphql';
import { AisleError } from '../errors/aisle-error.js';
import { enforceAuth } from './auth.directive.js';
import { REFUSAL_SENTENCES, sentenceOf } from './refusal.sentences.js';
import { readTypeDefs } from './type-defs.js';

/** Entries that one page of a list may have. */
export const MAX_PAGE = 100;

/** A resolver map as graphql-tools takes it: by type, then by field. */
export type ResolverMap = Record<string, unknown>;

type AnyField = GraphQLField<unknown, unknown>;

function everyField(schema: GraphQLSchema, visit: (field: AnyField, typeName: string) => void): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) visit(field, type.name);
  }
}

/** Members of unions and interfaces are told apart by `__typename`, or by the `kind` of a service's outcome. */
function tellMembersApart(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isAbstractType(type)) continue;
    type.resolveType = (value: { __typename?: string; kind?: string }) => value.__typename ?? value.kind;
  }
}

/** A scalar's resolver brings its own description; ours is the one of the SDL. */
function keepScalarWords(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (isScalarType(type) && type.astNode?.description) type.description = type.astNode.description.value;
  }
}

function giveRefusalsWords(schema: GraphQLSchema): void {
  const failure = schema.getType('Failure');
  if (!isInterfaceType(failure)) throw new Error('the schema has no interface Failure');
  for (const type of schema.getPossibleTypes(failure)) {
    if (REFUSAL_SENTENCES[type.name] === undefined) throw new Error(`${type.name} has no sentence`);
    type.getFields()['message']!.resolve = (refusal: { message?: string }) => sentenceOf(type.name, refusal);
  }
}

/** @throws AisleError BAD_USER_INPUT for a page size outside 1 to 100. */
function checkPageSize(first: unknown): void {
  if (typeof first !== 'number' || (first >= 1 && first <= MAX_PAGE)) return;
  const message = `must lie between 1 and ${MAX_PAGE}`;
  throw new AisleError('BAD_USER_INPUT', `first ${message}.`, { problems: [{ path: 'first', message }] });
}

function boundPages(schema: GraphQLSchema): void {
  everyField(schema, (field) => {
    if (!field.args.some((argument) => argument.name === 'first')) return;
    const { resolve } = field;
    field.resolve = (source, args, context, info) => {
      checkPageSize(args['first']);
      return resolve === undefined ? (source as Record<string, unknown>)[field.name] : resolve(source, args, context, info);
    };
  });
}

/** @throws Error naming every root field that nobody resolves: a half-built API is not served. */
function requireRootResolvers(schema: GraphQLSchema): void {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  const missing = roots.flatMap((root) => {
    const fields = Object.values(root?.getFields() ?? {});
    const key = root === schema.getSubscriptionType() ? 'subscribe' : 'resolve';
    return fields.filter((field) => field[key] === undefined).map((field) => `${root!.name}.${field.name}`);
  });
  if (missing.length > 0) throw new Error(`root fields without a resolver: ${missing.join(', ')}`);
}

/**
 * Builds the schema from its SDL and the resolvers given: rules enforced, pages bounded, refusals with their words.
 * @throws Error when a field has no @auth rule, a root field no resolver, a resolver no field, or a refusal no sentence.
 */
export function createSchema(resolvers: ResolverMap[]): GraphQLSchema {
  const schema = makeExecutableSchema({
    typeDefs: readTypeDefs(),
    resolvers: resolvers as never,
    resolverValidationOptions: { requireResolversToMatchSchema: 'error' },
  });
  assertValidSchema(schema);
  requireRootResolvers(schema);
  tellMembersApart(schema);
  keepScalarWords(schema);
  giveRefusalsWords(schema);
  boundPages(schema);
  enforceAuth(schema);
  return schema;
}
