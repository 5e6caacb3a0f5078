import { readdirSync, readFileSync } from 'node:fs';
import { buildSchema, parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { SEAT_MAP_SUBSCRIPTION } from '../client/seat-map.watch.js';
import * as staffDocuments from './staff/documents.js';
import * as documents from './storefront/api/documents.js';

const schema = buildSchema(readFileSync(new URL('../schema.graphql', import.meta.url), 'utf8'));
const folder = new URL('./playground/documents/', import.meta.url);
const playground = readdirSync(folder).filter((file) => file.endsWith('.graphql'));

const complaints = (source: string): string[] => validate(schema, parse(source)).map((error) => error.message);

const docs = new URL('../docs/', import.meta.url);
const guides = readdirSync(docs, { recursive: true })
  .map(String)
  .filter((file) => file.endsWith('.md'))
  .flatMap((file) => {
    const blocks = [...readFileSync(new URL(file, docs), 'utf8').matchAll(/```graphql\n([\s\S]*?)```/g)];
    return blocks.map(([, source = ''], at) => ({ name: `${file} ${at + 1}`, source }));
  });

describe('the documents of the guides', () => {
  it.each(guides)('docs/$name is valid against the schema', ({ source }) => {
    expect(complaints(source)).toEqual([]);
  });
});

describe('the documents of the pages', () => {
  it.each(Object.entries({ ...documents, ...staffDocuments }))('%s is valid against the schema', (_, source) => {
    expect(complaints(source)).toEqual([]);
  });

  it('the seat map subscription of the client is valid against the schema', () => {
    expect(complaints(SEAT_MAP_SUBSCRIPTION)).toEqual([]);
  });

  it.each(playground)('playground/documents/%s is valid against the schema and each operation has a name', (file) => {
    const source = readFileSync(new URL(file, folder), 'utf8');
    expect(complaints(source)).toEqual([]);
    const operations = parse(source).definitions.filter((definition) => definition.kind === 'OperationDefinition');
    expect(operations.every((operation) => operation.name)).toBe(true);
  });
});
