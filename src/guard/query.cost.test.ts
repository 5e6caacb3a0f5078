import { getOperationAST, parse } from 'graphql';
import { makeExecutableSchema } from '@graphql-tools/schema';
import { describe, expect, it } from 'vitest';
import { readTypeDefs } from '../schema/type-defs.js';
import { costOf } from './query.cost.js';

const schema = makeExecutableSchema({ typeDefs: readTypeDefs() });

function cost(query: string, variables: Record<string, unknown> = {}) {
  const document = parse(query);
  return costOf(schema, document, getOperationAST(document)!, variables);
}

describe('the cost of a document', () => {
  it('is the objects that its answer may have', () => {
    expect(cost('{ serverTime }').objects).toBe(0);
    expect(cost('{ event(id: "e") { id show { title } } }').objects).toBe(2);
    expect(cost('{ events(first: 10) { pageInfo { endCursor } edges { node { id } } } }').objects).toBe(1 + 1 + 10 + 10);
  });

  it('takes the default page, a literal, or the variable sent', () => {
    const query = 'query($n: Int) { events(first: $n) { edges { cursor } } }';
    expect(cost('{ events { edges { cursor } } }').objects).toBe(21);
    expect(cost(query)).toEqual({ objects: 21, usesVariables: true });
    expect(cost(query, { n: 3 })).toEqual({ objects: 4, usesVariables: true });
  });

  it('multiplies pages inside pages', () => {
    const query = '{ shows(first: 50) { edges { node { events(first: 50) { edges { cursor } } } } } }';
    expect(cost(query).objects).toBe(1 + 50 * (1 + 1 + 1 + 50));
  });

  it('counts fragments wherever they are used', () => {
    const query =
      '{ events(first: 2) { ...page } shows(first: 2) { edges { node { events(first: 5) { ...page } } } } } fragment page on EventConnection { edges { cursor } }';
    expect(cost(query).objects).toBe(1 + 2 + 1 + 2 * (1 + 1 + 1 + 5));
  });
});
