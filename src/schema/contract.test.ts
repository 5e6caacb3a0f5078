import { readFileSync } from 'node:fs';
import { buildSchema, findBreakingChanges, isObjectType, type GraphQLSchema } from 'graphql';
import { describe, expect, it } from 'vitest';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

/** Root fields of the contract that are not served yet. The list only ever gets shorter. */
const NOT_SERVED_YET: string[] = [];

function withoutUnserved(contract: GraphQLSchema): GraphQLSchema {
  for (const path of NOT_SERVED_YET) {
    const [typeName = '', fieldName = ''] = path.split('.');
    const type = contract.getType(typeName);
    if (!isObjectType(type) || type.getFields()[fieldName] === undefined) throw new Error(`${path} is not in the contract`);
    delete type.getFields()[fieldName];
  }
  return contract;
}

describe('the shipped schema', () => {
  const contract = withoutUnserved(buildSchema(read('test/support/contract.graphql')));
  const shipped = buildSchema(read('schema.graphql'));

  it('breaks nothing of the contract', () => {
    // Types that only unserved fields lead to are not served either.
    const reachable = new Set(Object.keys(buildReachable(contract)));
    const breaking = findBreakingChanges(contract, shipped).filter((change) => {
      const removed = /^(\w+) was removed/.exec(change.description)?.[1];
      return change.type !== 'TYPE_REMOVED' || removed === undefined || reachable.has(removed);
    });
    expect(breaking).toEqual([]);
  });

  it('serves no field that is listed as not served yet', () => {
    const served = NOT_SERVED_YET.filter((path) => {
      const [typeName = '', fieldName = ''] = path.split('.');
      const type = shipped.getType(typeName);
      return isObjectType(type) && type.getFields()[fieldName] !== undefined;
    });
    expect(served).toEqual([]);
  });
});

/** The types that the root fields lead to; rebuilding the schema from its roots forgets the others. */
function buildReachable(schema: GraphQLSchema) {
  const config = schema.toConfig();
  return new (schema.constructor as typeof GraphQLSchema)({ ...config, types: [] }).getTypeMap();
}
