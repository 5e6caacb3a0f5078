import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { rules } from '../../scripts/check/rules.mjs';
import { asLine } from '../../scripts/check/tree.mjs';
import { prismaStamp } from '../../scripts/codegen-prisma.mjs';

let tree = '';

beforeEach(() => {
  tree = mkdtempSync(join(tmpdir(), 'aisle-house-'));
  plant('prisma/schema.prisma', 'model Seat { id Int @id }\n');
  plant('prisma/generated/client.ts', 'export const client = 1;\n');
  plant('prisma/generated/schema.sha256', prismaStamp(tree));
});

afterEach(() => rmSync(tree, { recursive: true }));

function plant(file: string, text: string): void {
  mkdirSync(dirname(join(tree, file)), { recursive: true });
  writeFileSync(join(tree, file), text);
}

const complaints = () => rules.flatMap(({ check }) => check(tree).map(asLine));

test('an innocent tree has nothing to complain about', () => {
  plant('src/domain/seat.ts', 'export const seat = 1;\n');
  plant('src/stores/seat.store.ts', "import { seat } from '../domain/seat.js';\nexport const store = seat;\n");
  expect(complaints()).toEqual([]);
});

describe('imports', () => {
  beforeEach(() => plant('src/stores/order.store.ts', 'export class OrderStore {}\n'));

  test('a resolver may not import a store', () => {
    plant(
      'src/resolvers/order.resolver.ts',
      "\nimport { OrderStore } from '../stores/order.store.js';\nexport const store = OrderStore;\n",
    );
    expect(complaints()).toEqual([
      'src/resolvers/order.resolver.ts:2: imports: resolvers may not import stores (src/stores/order.store.ts)',
    ]);
  });

  test('nor may it do so for the type alone, or lazily', () => {
    plant('src/resolvers/a.ts', "import type { OrderStore } from '../stores/order.store.js';\nexport type A = OrderStore;\n");
    plant('src/resolvers/b.ts', "export const b = () => import('../stores/order.store.js');\n");
    expect(complaints()).toEqual([
      'src/resolvers/a.ts:1: imports: resolvers may not import stores (src/stores/order.store.ts)',
      'src/resolvers/b.ts:1: imports: resolvers may not import stores (src/stores/order.store.ts)',
    ]);
  });

  test('a service may import the port of a store, and no client of a database', () => {
    plant('src/stores/order.port.ts', 'export interface Orders {}\n');
    plant(
      'src/services/order.service.ts',
      "import type { Orders } from '../stores/order.port.js';\nimport pg from 'pg';\nexport const x: Orders = pg;\n",
    );
    expect(complaints()).toEqual(['src/services/order.service.ts:2: imports: services may not import the package pg']);
  });

  test('files may not import each other in a circle', () => {
    plant('src/domain/a.ts', "import { b } from './b.js';\nexport const a = b;\n");
    plant('src/domain/b.ts', "import { a } from './a.js';\nexport const b = a;\n");
    expect(complaints()).toEqual(['src/domain/b.ts:1: no cycles: src/domain/a.ts → src/domain/b.ts → src/domain/a.ts']);
  });

  test('a new folder has to be given a floor', () => {
    plant('src/shelf/box.ts', 'export const box = 1;\n');
    expect(complaints()).toEqual(['src/shelf/box.ts: imports: lies on no floor of scripts/check/floors.mjs: give it a place']);
  });
});

describe('sources', () => {
  test('a file of 300 lines is allowed, one of 301 is not', () => {
    plant('src/domain/long.ts', '//\n'.repeat(300));
    expect(complaints()).toEqual([]);
    plant('src/domain/long.ts', '//\n'.repeat(301));
    expect(complaints()).toEqual(['src/domain/long.ts: file size: 301 lines; a source file may have 300: divide it by responsibility']);
  });

  test('a test file of 351 lines and a Lua include of 131 are too long', () => {
    plant('src/domain/seat.test.ts', '//\n'.repeat(351));
    plant('src/lua/includes/take.lua', '--- x\n'.repeat(131));
    expect(complaints().map((line) => line.split(';')[0])).toEqual([
      'src/domain/seat.test.ts: file size: 351 lines',
      'src/lua/includes/take.lua: file size: 131 lines',
    ]);
  });

  test('only env.ts reads the environment, nobody writes to the console, and nothing is left unfinished', () => {
    plant('src/config/env.ts', 'export const env = process.env;\n');
    plant('src/domain/seat.ts', `export const seat = process.env;\nconsole.log(seat);\n// ${'TO' + 'DO'}: more\n`);
    expect(complaints()).toEqual([
      'src/domain/seat.ts:1: environment: only src/config/env.ts reads process.env',
      'src/domain/seat.ts:2: logging: write to the log, not to the console',
      'src/domain/seat.ts:3: unfinished: finish it, or file it as an issue',
    ]);
  });

  test('names that say nothing are refused', () => {
    plant('src/domain/seat-utils.ts', 'export const seat = 1;\n');
    plant('src/domain/SeatMap.ts', 'export const map = 1;\n');
    expect(complaints()).toEqual([
      'src/domain/SeatMap.ts: names: file names are kebab-case: <noun>.<role>.ts',
      'src/domain/seat-utils.ts: names: "seat-utils" says nothing: name the noun and its role',
    ]);
  });
});

describe('what is generated or locked', () => {
  test('a schema that changed after the client was generated is refused', () => {
    plant('prisma/schema.prisma', 'model Seat { id BigInt @id }\n');
    expect(complaints()).toEqual([expect.stringMatching(/^prisma\/generated: stale generated file: .*npm run codegen/)]);
  });

  test('a generated client that was edited by hand is refused', () => {
    plant('prisma/generated/client.ts', 'export const client = 2;\n');
    expect(complaints()).toEqual([expect.stringMatching(/^prisma\/generated: stale generated file/)]);
  });

  test('a lock file without the parts of other platforms is refused', () => {
    plant('package.json', JSON.stringify({ allowScripts: {} }));
    const packages = {
      '': {},
      'node_modules/a': { optionalDependencies: { 'a-darwin': '1' } },
      'node_modules/b': { hasInstallScript: true },
    };
    plant('package-lock.json', JSON.stringify({ packages }));
    expect(complaints()).toEqual([
      'package-lock.json: lock file: a-darwin, an optional part of node_modules/a, is missing: other platforms cannot install',
      'package-lock.json: lock file: b has an install script: list it true or false under allowScripts in package.json',
    ]);
  });

  test('our own lock file keeps the addresses of registries to itself', () => {
    expect(readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8')).not.toMatch(/"resolved": "http/);
  });
});
