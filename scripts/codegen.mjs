/**
 * Writes what is derived from the SDL in src/schema: the resolver types and schema.graphql.
 *   node scripts/codegen.mjs           writes both
 *   node scripts/codegen.mjs --check   changes nothing; ends with 1 when one of them is stale
 */
import { readdirSync, readFileSync, writeFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { codegen } from '@graphql-codegen/core';
import * as typescript from '@graphql-codegen/typescript';
import * as resolvers from '@graphql-codegen/typescript-resolvers';
import { makeExecutableSchema } from '@graphql-tools/schema';
import { printSchemaWithDirectives } from '@graphql-tools/utils';
import { parse } from 'graphql';

const SCHEMA_DIR = new URL('../src/schema/', import.meta.url);
const TYPES_FILE = fileURLToPath(new URL('generated/resolvers.ts', SCHEMA_DIR));
const SDL_FILE = fileURLToPath(new URL('../schema.graphql', import.meta.url));
const MODELS = '../../resolvers/models.js';

/** Types of the schema whose resolvers hand over a model of `src/resolvers/models.ts` with the name `<type>Model`. */
const MODELLED = [
  'Show',
  'Venue',
  'Chart',
  'Seat',
  'Event',
  'Tier',
  'Price',
  'Hold',
  'Order',
  'OrderItem',
  'OrderStep',
  'Payment',
  'Refund',
  'Ticket',
  'SeatMapDelta',
];

const TYPESCRIPT = { enumsAsTypes: true, useTypeImports: true, skipTypename: true, maybeValue: 'T | null' };
const SCALARS = {
  ID: 'string',
  DateTime: 'Date',
  SafeInt: 'number',
  JSON: 'unknown',
  EmailAddress: 'string',
  Base64: 'string',
};

function readSchema() {
  const files = readdirSync(SCHEMA_DIR)
    .filter((name) => name.endsWith('.graphql'))
    .sort();
  const sources = files.map((name) => readFileSync(new URL(name, SCHEMA_DIR), 'utf8'));
  return makeExecutableSchema({ typeDefs: sources });
}

function mappersOf(schema) {
  const refusals = schema.getPossibleTypes(schema.getType('Failure')).map((type) => type.name);
  const mappers = Object.fromEntries([...MODELLED, ...refusals].map((name) => [name, `${MODELS}#${name}Model`]));
  return { ...mappers, User: `${MODELS}#PersonModel` };
}

async function typesOf(schema, sdl) {
  const body = await codegen({
    filename: TYPES_FILE,
    schema: parse(sdl),
    documents: [],
    config: {
      ...TYPESCRIPT,
      scalars: SCALARS,
      contextType: '../../resolvers/context.js#GraphQLContext',
      mappers: mappersOf(schema),
      // Members of result unions are told apart by name, so the types make resolvers say it.
      resolversNonOptionalTypename: { unionMember: true },
      emitLegacyCommonJSImports: false,
    },
    plugins: [{ typescript: {} }, { resolvers: {} }],
    pluginMap: { typescript, resolvers },
  });
  return `// Written by scripts/codegen.mjs from src/schema/*.graphql. Do not edit.\n/* eslint-disable */\n${body}`;
}

async function main() {
  const check = process.argv.includes('--check');
  const schema = readSchema();
  const sdl = `${printSchemaWithDirectives(schema)}\n`;
  /** @type {[file: string, text: string][]} */
  /** @type {[file: string, text: string][]} */
  const files = [
    [SDL_FILE, `# Written by scripts/codegen.mjs from src/schema/*.graphql. Do not edit.\n${sdl}`],
    [TYPES_FILE, await typesOf(schema, sdl)],
  ];
  let stale = 0;
  for (const [file, text] of files) {
    let before = '';
    try {
      before = readFileSync(file, 'utf8');
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ENOENT') throw error;
    }
    if (before === text) continue;
    stale += 1;
    if (check) {
      console.error(`stale: ${file}; run npm run codegen`);
    } else {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
      console.log(`wrote ${file}`);
    }
  }
  if (check && stale > 0) process.exitCode = 1;
}

await main();
