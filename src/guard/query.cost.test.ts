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

  it("takes a variable's own default when none is sent, as execution does", () => {
    const query = 'query($n: Int = 100) { shows(first: $n) { edges { node { events(first: $n) { edges { cursor } } } } } }';
    expect(cost(query).objects).toBe(1 + 100 * (1 + 1 + 1 + 100));
    expect(cost(query, { n: 1 }).objects).toBe(1 + 1 + 1 + 1 + 1);
    expect(cost(query, { n: null }).objects).toBe(1 + 20 * (1 + 1 + 1 + 20));
  });

  it('lets an answer have the seats of one or two halls, but not of a page of them', () => {
    const hall = 'chart { sections { rows { seats { label } } } }';
    const both = `{ a: event(id: "a") { ${hall} } b: event(id: "b") { ${hall} } }`;
    expect(cost(both).objects).toBeLessThan(1000);
    const tooMuch = [
      `{ event(id: "a") { a: ${hall} b: ${hall} c: ${hall} } }`,
      `{ events(first: 3) { edges { node { ${hall} } } } }`,
      `{ event(id: "a") { venue { charts { sections { rows { seats { label } } } } } } }`,
      '{ events { edges { node { seats(section: "A") { state } } } } }',
    ];
    for (const query of tooMuch) expect(cost(query).objects, query).toBeGreaterThan(1000);
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
