import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { buildSchema, parse, print, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { SEAT_MAP_SUBSCRIPTION } from '../client/seat-map.watch.js';
// @ts-expect-error: a plain script without types.
import { DOCUMENTS_WITHOUT_LAYOUT } from '../scripts/build-web.mjs';
import * as staffDocuments from './staff/documents.js';
import * as documents from './storefront/api/documents.js';
import * as pushDocuments from './storefront/push/push.documents.js';

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
  it.each(Object.entries({ ...documents, ...pushDocuments, ...staffDocuments }))('%s is valid against the schema', (_, source) => {
    expect(complaints(source)).toEqual([]);
  });

  it('lose nothing but their layout when they are built', async () => {
    const entry = fileURLToPath(new URL('./storefront/api/documents.ts', import.meta.url));
    const { outputFiles } = await build({
      entryPoints: [entry],
      format: 'esm',
      bundle: true,
      write: false,
      plugins: [DOCUMENTS_WITHOUT_LAYOUT],
    });
    const [{ text }] = outputFiles as [{ text: string }];
    const built = (await import(`data:text/javascript,${encodeURIComponent(text)}`)) as typeof documents;
    for (const [name, source] of Object.entries(documents)) {
      const squeezed = built[name as keyof typeof documents];
      expect(print(parse(squeezed)), name).toBe(print(parse(source)));
      expect(squeezed, name).not.toMatch(/\n/);
    }
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
