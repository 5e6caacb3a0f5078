import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { checkLua } from '../../scripts/check/lua.mjs';
import { asLine } from '../../scripts/check/tree.mjs';

let tree = '';

beforeEach(() => {
  tree = mkdtempSync(join(tmpdir(), 'aisle-lua-'));
  mkdirSync(join(tree, 'src/lua/includes'), { recursive: true });
  plant('hold.script.ts', "export const holdScript = { words: ['HELD', 'CLOSED'] };\n");
});

afterEach(() => rmSync(tree, { recursive: true }));

function plant(file: string, text: string): void {
  writeFileSync(join(tree, 'src/lua', file), text);
}

const header = `#!lua
-- Purpose: Holds a seat.
-- KEYS[1] map (string)
-- ARGV[1] seat (integer)
-- ARGV[2..] more (integers)
-- Returns HELD seat
-- Returns CLOSED reason
-- Effects: the seat is held.
-- Idempotency: none.
-- Cost: O(1), and a longer story
--   on a second line.
`;
const body = `
local map, seat = KEYS[1], tonumber(ARGV[1])
if #ARGV > 9 then return { 'CLOSED', 'many' } end
redis.call('SETBIT', map, seat, 1)
return { 'HELD', seat }
`;

const complaints = (text: string) => {
  plant('hold.lua', text);
  return checkLua(tree).map(asLine);
};
const lie = (text: string) => `src/lua/hold.lua: Lua header: ${text}`;

test('a true header passes', () => {
  expect(complaints(header + body)).toEqual([]);
});

test('every part of the header is needed, in its order', () => {
  expect(complaints(header.replace(/-- Effects.*\n/, '') + body)).toEqual([lie('"Effects" is missing')]);
  const swapped = header.replace(/(-- Effects.*\n)(-- Idempotency.*\n)/, '$2$1');
  expect(complaints(swapped + body)).toEqual([lie('the order is Purpose, KEYS, ARGV, Returns, Effects, Idempotency, Cost')]);
  expect(complaints(header.replace('#!lua\n', '') + body)).toEqual([lie('a script starts with #!lua')]);
});

test('a key or an argument is declared exactly when it is used', () => {
  expect(complaints(`${header}${body}local other = KEYS[2]\n`)).toEqual([lie('KEYS[2] is used and not declared')]);
  expect(complaints(header.replace('-- ARGV[1]', '-- KEYS[2] spare (string)\n-- ARGV[1]') + body)).toEqual([
    lie('KEYS[2] is declared and not used'),
  ]);
  expect(
    complaints(header.replace('-- ARGV[2..] more (integers)\n', '-- ARGV[2] more (integer)\n') + body.replace('#ARGV > 9', 'ARGV[3]')),
  ).toEqual([lie('ARGV[3] is used and not declared'), lie('ARGV[2] is declared and not used')]);
});

test('a status word stands in the header and in the wrapper exactly when it is returned', () => {
  expect(complaints(header.replace('-- Returns CLOSED reason\n', '') + body)).toEqual([lie('CLOSED is returned and not in the header')]);
  expect(complaints(header + body.replace("return { 'CLOSED', 'many' }", 'return nil'))).toEqual([
    lie('CLOSED is in the header and never returned'),
  ]);
  plant('hold.script.ts', "export const holdScript = { words: ['HELD'] };\n");
  expect(complaints(header + body)).toEqual([lie('CLOSED is not among the words of src/lua/hold.script.ts')]);
});

test('what an include returns counts', () => {
  plant('includes/refuse.lua', "local function refuse() return { 'LIMIT' } end\n");
  expect(complaints(`${header}\n--- @include "includes/refuse.lua"\n${body}`)).toEqual([
    lie('LIMIT is returned and not in the header'),
    lie('LIMIT is not among the words of src/lua/hold.script.ts'),
  ]);
});

test('a key that is built inside a script is refused, in an include too', () => {
  expect(complaints(header + body.replace("'SETBIT', map", "'SETBIT', map .. ':x'"))).toEqual([
    expect.stringContaining('src/lua/hold.lua:15: Lua keys: a key is built'),
  ]);
  plant('includes/touch.lua', "local function touch() redis.call('INCR', 'counter') end\n");
  expect(complaints(header + body)).toEqual([expect.stringContaining('src/lua/includes/touch.lua:1: Lua keys: a key is built')]);
});

test('a script without a wrapper is refused', () => {
  rmSync(join(tree, 'src/lua/hold.script.ts'));
  expect(complaints(header + body)).toEqual([lie('its wrapper src/lua/hold.script.ts is missing')]);
});
