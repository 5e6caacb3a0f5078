import { getDirective } from '@graphql-tools/utils';
import {
  getNamedType,
  isAbstractType,
  isObjectType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import { roleCovers, type Role, type Viewer } from '../domain/viewer.js';
import { AisleError } from '../errors/aisle-error.js';

/** What a rule asks for; weakest first. */
const ACCESS = ['PUBLIC', 'GUEST', 'CUSTOMER', 'STAFF', 'ADMIN'] as const;
export type Access = (typeof ACCESS)[number];

type Field = GraphQLField<unknown, { viewer: Viewer | null }>;
type Rules = Map<GraphQLObjectType, Map<string, Access>>;

function stronger(left: Access, right: Access): Access {
  return ACCESS.indexOf(left) >= ACCESS.indexOf(right) ? left : right;
}

function ruleOf(schema: GraphQLSchema, node: object): Access | null {
  const found = getDirective(schema, node as never, 'auth')?.[0]?.['requires'] as Access | undefined;
  return found ?? null;
}

function objectTypes(schema: GraphQLSchema): GraphQLObjectType[] {
  return Object.values(schema.getTypeMap()).filter((type): type is GraphQLObjectType => isObjectType(type) && !type.name.startsWith('__'));
}

function isRoot(schema: GraphQLSchema, type: GraphQLObjectType): boolean {
  return type === schema.getQueryType() || type === schema.getMutationType() || type === schema.getSubscriptionType();
}

/**
 * Reads the rule of every field: its own, else the one of its type. Root types have none to inherit.
 * @throws Error naming every field without a rule: what nobody thought about is not served.
 */
export function readRules(schema: GraphQLSchema): Rules {
  const rules: Rules = new Map();
  const missing: string[] = [];
  for (const type of objectTypes(schema)) {
    const inherited = isRoot(schema, type) ? null : ruleOf(schema, type);
    const fields = new Map<string, Access>();
    for (const field of Object.values(type.getFields())) {
      const rule = ruleOf(schema, field) ?? inherited;
      if (rule === null) missing.push(`${type.name}.${field.name}`);
      else fields.set(field.name, rule);
    }
    rules.set(type, fields);
  }
  if (missing.length > 0) throw new Error(`fields without an @auth rule: ${missing.join(', ')}`);
  return rules;
}

function objectsBehind(schema: GraphQLSchema, type: GraphQLNamedType): readonly GraphQLObjectType[] {
  if (isObjectType(type)) return [type];
  return isAbstractType(type) ? schema.getPossibleTypes(type) : [];
}

/**
 * What every reader of a type has surely passed on the way to it: the weakest, over all paths from the roots, of the strongest
 * rule on the path. A field whose rule is no stronger needs no check of its own, which keeps the checks off the hot fields.
 */
export function passedOnTheWay(schema: GraphQLSchema, rules: Rules): Map<GraphQLObjectType, Access> {
  const passed = new Map<GraphQLObjectType, Access>();
  const open = objectTypes(schema).filter((type) => isRoot(schema, type));
  for (const root of open) passed.set(root, 'PUBLIC');
  for (let type = open.pop(); type !== undefined; type = open.pop()) {
    const here = passed.get(type) ?? 'PUBLIC';
    for (const field of Object.values(type.getFields())) {
      const along = stronger(here, rules.get(type)?.get(field.name) ?? 'ADMIN');
      for (const next of objectsBehind(schema, getNamedType(field.type))) {
        const before = passed.get(next);
        if (before !== undefined && ACCESS.indexOf(before) <= ACCESS.indexOf(along)) continue;
        passed.set(next, along);
        open.push(next);
      }
    }
  }
  return passed;
}

/** @throws AisleError UNAUTHENTICATED without a viewer, FORBIDDEN with too low a role. */
function demand(viewer: Viewer | null, needed: Role): void {
  if (viewer === null) throw new AisleError('UNAUTHENTICATED');
  if (!roleCovers(viewer.role, needed)) throw new AisleError('FORBIDDEN');
}

function guard(field: Field, needed: Role): void {
  const { resolve, subscribe } = field;
  field.resolve = (source, args, context, info) => {
    demand(context.viewer, needed);
    return resolve === undefined ? (source as Record<string, unknown>)[field.name] : resolve(source, args, context, info);
  };
  if (subscribe === undefined) return;
  field.subscribe = (source, args, context, info) => {
    demand(context.viewer, needed);
    return subscribe(source, args, context, info);
  };
}

/**
 * Puts the checks in front of the resolvers of a freshly built schema, in place: only where the way there has not checked as
 * much already.
 * @returns the fields that got a check, as `Type.field`.
 */
export function enforceAuth(schema: GraphQLSchema): string[] {
  const rules = readRules(schema);
  const passed = passedOnTheWay(schema, rules);
  const guarded: string[] = [];
  for (const [type, fields] of rules) {
    const before = passed.get(type) ?? 'PUBLIC';
    for (const [name, rule] of fields) {
      if (rule === 'PUBLIC' || ACCESS.indexOf(rule) <= ACCESS.indexOf(before)) continue;
      guard(type.getFields()[name] as Field, rule);
      guarded.push(`${type.name}.${name}`);
    }
  }
  return guarded;
}
