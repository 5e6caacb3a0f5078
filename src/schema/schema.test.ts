import { graphql, isObjectType, type GraphQLSchema } from 'graphql';
import { makeExecutableSchema } from '@graphql-tools/schema';
import { describe, expect, it } from 'vitest';
import type { Viewer } from '../domain/viewer.js';
import { scalarResolvers } from '../resolvers/scalars/scalars.resolver.js';
import { enforceAuth, readRules } from './auth.directive.js';
import { createSchema, type ResolverMap } from './schema.js';
import { readTypeDefs } from './type-defs.js';

const nobody = { viewer: null };
const somebody = (role: Viewer['role']) => ({ viewer: { personId: 'p', role, sessionId: 's', expiresAt: new Date() } });

/** A resolver for each root field, so that the schema builds; the ones given replace theirs. */
function withEveryRoot(own: Record<string, Record<string, unknown>>): ResolverMap[] {
  const bare = makeExecutableSchema({ typeDefs: readTypeDefs() });
  const roots: Record<string, Record<string, unknown>> = {};
  for (const root of [bare.getQueryType()!, bare.getMutationType()!, bare.getSubscriptionType()!]) {
    const resolver = root.name === 'Subscription' ? { subscribe: () => null } : () => null;
    roots[root.name] = Object.fromEntries(Object.keys(root.getFields()).map((name) => [name, resolver]));
  }
  return [roots, scalarResolvers, own];
}

function bare(sdl: string): GraphQLSchema {
  return makeExecutableSchema({ typeDefs: [readTypeDefs()[0]!, sdl] });
}

describe('the rules of the schema', () => {
  it('every field has one', () => {
    expect(() => readRules(makeExecutableSchema({ typeDefs: readTypeDefs() }))).not.toThrow();
  });

  it('a root field without one does not build, also when its type has one', () => {
    const schema = bare('type Query @auth(requires: PUBLIC) { open: Int @auth(requires: PUBLIC) forgotten: Int }');
    expect(() => readRules(schema)).toThrow('Query.forgotten');
  });

  it('a type with a rule on some fields only does not build', () => {
    const schema = bare('type Query { a: A @auth(requires: PUBLIC) } type A { x: Int @auth(requires: PUBLIC) y: Int }');
    expect(() => readRules(schema)).toThrow('A.y');
  });

  it('a check stands where the way there has not checked as much', () => {
    const schema = bare(`
      type Query { staff: S @auth(requires: STAFF) open: O @auth(requires: PUBLIC) mixed: M @auth(requires: GUEST) }
      type S @auth(requires: STAFF) { x: Int deeper: S }
      type O @auth(requires: PUBLIC) { x: Int money: Int @auth(requires: STAFF) mixed: M }
      type M @auth(requires: GUEST) { x: Int }
    `);
    expect(enforceAuth(schema).sort()).toEqual(['M.x', 'O.money', 'Query.mixed', 'Query.staff']);
  });

  it('a type of staff that a public field leads to is checked field by field', () => {
    const schema = bare('type Query { open: S @auth(requires: PUBLIC) } type S @auth(requires: STAFF) { x: Int }');
    expect(enforceAuth(schema)).toEqual(['S.x']);
  });

  it('all refusals are public: who asked may learn why not', () => {
    const rules = readRules(makeExecutableSchema({ typeDefs: readTypeDefs() }));
    for (const [type, fields] of rules) {
      if (!isObjectType(type) || !type.getInterfaces().some((face) => face.name === 'Failure')) continue;
      expect(
        [...fields.values()].every((rule) => rule === 'PUBLIC'),
        type.name,
      ).toBe(true);
    }
  });
});

describe('the built schema', () => {
  const event = { id: 'e', sales: null };
  const schema = createSchema(
    withEveryRoot({
      Query: { event: () => event, shows: () => ({ edges: [], pageInfo: {} }), hold: () => null },
      Mutation: { holdTickets: () => ({ kind: 'SeatsUnavailable', taken: [1, 2], cursor: { epoch: 1, version: 1 } }) },
    }),
  );
  const run = async (source: string, contextValue: object) => {
    const result = await graphql({ schema, source, contextValue });
    const original = result.errors?.[0]?.originalError as { code?: string } | undefined;
    return { data: result.data, code: original?.code };
  };

  it('tells a stranger that a session is needed, and a guest that staff is', async () => {
    expect(await run('{ hold(id: "h") { id } }', nobody)).toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(await run('{ hold(id: "h") { id } }', somebody('GUEST'))).toEqual({ data: { hold: null }, code: undefined });
    expect(await run('{ venues { id } }', somebody('CUSTOMER'))).toMatchObject({ code: 'FORBIDDEN' });
  });

  it('hides the sales of a public event from all but staff', async () => {
    expect(await run('{ event(id: "e") { id sales { balanced } } }', nobody)).toEqual({
      data: { event: { id: 'e', sales: null } },
      code: 'UNAUTHENTICATED',
    });
    expect((await run('{ event(id: "e") { sales { balanced } } }', somebody('STAFF'))).code).toBeUndefined();
  });

  it('lets only an administrator give roles', async () => {
    const source = 'mutation { setRole(email: "a@example.com", role: STAFF) { id } }';
    expect(await run(source, somebody('STAFF'))).toMatchObject({ code: 'FORBIDDEN' });
  });

  it('refuses a page of 0 or 101', async () => {
    for (const first of [0, -1, 101]) {
      expect(await run(`{ shows(first: ${first}) { totalCount } }`, nobody)).toMatchObject({ code: 'BAD_USER_INPUT' });
    }
    expect((await run('{ shows(first: 100) { totalCount } }', nobody)).code).toBeUndefined();
  });

  it('knows a refusal by its kind and gives it words', async () => {
    const source = 'mutation { holdTickets(input: {eventId: "e", idempotencyKey: "k"}) { __typename ... on Failure { message } } }';
    expect((await run(source, somebody('GUEST'))).data).toEqual({
      holdTickets: { __typename: 'SeatsUnavailable', message: '2 of these seats were just taken.' },
    });
  });

  it('does not build with a root field that nobody resolves, nor with a resolver for no field', () => {
    expect(() => createSchema([scalarResolvers])).toThrow('Query.serverTime');
    expect(() => createSchema(withEveryRoot({ Query: { nonsense: () => 1 } }))).toThrow('nonsense');
  });

  it('describes every type, field, argument and enum value', () => {
    const silent: string[] = [];
    for (const type of Object.values(schema.getTypeMap())) {
      if (type.name.startsWith('__') || ['Int', 'Float', 'String', 'Boolean', 'ID'].includes(type.name)) continue;
      if (!type.description) silent.push(type.name);
      if ('getValues' in type)
        silent.push(
          ...type
            .getValues()
            .filter((v) => !v.description)
            .map((v) => `${type.name}.${v.name}`),
        );
      if (!('getFields' in type)) continue;
      for (const field of Object.values(type.getFields())) {
        if (!field.description) silent.push(`${type.name}.${field.name}`);
        const args: readonly { name: string; description?: string | null }[] = 'args' in field ? field.args : [];
        for (const arg of args) if (!arg.description) silent.push(`${type.name}.${field.name}(${arg.name})`);
      }
    }
    expect(silent).toEqual([]);
  });
});
