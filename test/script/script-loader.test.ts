import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ALL_SCRIPTS } from '../../src/lua/all-scripts.js';
import { asScript, loadScript } from '../../src/lua/script.loader.js';
import { ScriptReply } from '../../src/lua/script.reply.js';
import { SeatScripts } from '../../src/lua/seat.scripts.js';
import { useDisposer } from '../support/disposer.js';
import { openBench, prepareHall } from './inventory.fixture.js';

const disposer = useDisposer();
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aisle-lua-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function load(files: Record<string, string>) {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return loadScript('main', pathToFileURL(`${folder}/`));
}

const include = (name: string) => `--- @include "${name}"`;

describe('loadScript', () => {
  it('puts every included function once, after those that it needs', () => {
    const { text } = load({
      'main.lua': `#!lua flags=no-writes\n-- KEYS[1] a\n-- KEYS[2] b\n${include('b.lua')}\n${include('c.lua')}\nreturn b() + c()`,
      'b.lua': `${include('c.lua')}\nlocal function b() return c() end`,
      'c.lua': 'local function c() return 1 end',
    });
    expect(text.split('\n')).toEqual([
      '#!lua flags=no-writes',
      'local function c() return 1 end',
      'local function b() return c() end',
      '-- KEYS[1] a',
      '-- KEYS[2] b',
      'return b() + c()',
    ]);
  });

  it('refuses a circle, naming it', () => {
    const files = { 'main.lua': `#!lua\n${include('b.lua')}`, 'b.lua': include('c.lua'), 'c.lua': include('b.lua') };
    expect(() => load(files)).toThrow('b.lua → c.lua → b.lua');
  });

  it('refuses a missing file and a script without #!lua', () => {
    expect(() => load({ 'main.lua': `#!lua\n${include('gone.lua')}` })).toThrow('gone.lua');
    expect(() => load({ 'main.lua': 'return 1' })).toThrow('#!lua');
  });

  it('names the command after the text, so that two versions never meet', () => {
    const one = load({ 'main.lua': '#!lua\nreturn 1' });
    const two = load({ 'main.lua': '#!lua\nreturn 2' });
    expect(one.command).toMatch(/^main-[0-9a-f]{8}$/);
    expect(two.command).not.toBe(one.command);
  });
});

describe('the scripts', () => {
  it('name every word that they answer in their wrapper, and none besides', () => {
    for (const { name, words } of ALL_SCRIPTS) {
      const answered = Array.from(loadScript(name).text.matchAll(/^-- Returns ([A-Z_]+)/gm), (match) => match[1]!);
      expect([...words].sort(), name).toEqual([...new Set(answered)].sort());
    }
  });

  it('that do not compile are all named at boot', async () => {
    const { redis } = await openBench(disposer);
    const broken = new SeatScripts({
      redis,
      load: (name) => (name.startsWith('read') ? asScript(name, '#!lua\nthis is not lua') : loadScript(name)),
    });
    const failure: AggregateError = await broken.load().catch((error) => error);
    expect(failure.errors.map(({ message }: Error) => message)).toEqual(
      ALL_SCRIPTS.flatMap(({ name }) => (name.startsWith('read') ? [`script ${name} was not loaded`] : [])),
    );
  });

  it('that answer an unknown word, or nothing of the right shape, are not believed', async () => {
    const bench = await openBench(disposer);
    const eventId = await prepareHall(bench);
    for (const [body, message] of [
      ["return { 'SURPRISE' }", 'unknown word: SURPRISE'],
      ['return 1', 'starts with a word'],
      ["return { 'HOLD', 1 }", 'missing'],
    ] as const) {
      const odd = await openBench(disposer, {
        load: (name) => (name === 'read-hold' ? asScript(name, `#!lua\n-- KEYS[1] a\n-- KEYS[2] b\n${body}`) : loadScript(name)),
      });
      await expect(odd.store.readHold({ eventId, epoch: 1, serial: 1, secret: 'x' })).rejects.toThrow(message);
    }
  });
});

describe('ScriptReply', () => {
  it('reads from left to right and refuses what is not promised', () => {
    const reply = new ScriptReply(['WORD', 7, Buffer.from('x'), 'a', 1.5]);
    expect([reply.word, reply.integer(), reply.bytes().toString(), reply.text()]).toEqual(['WORD', 7, 'x', 'a']);
    expect(() => reply.integer()).toThrow('whole number');
    expect(() => reply.text()).toThrow('missing');
    expect(() => new ScriptReply([])).toThrow('starts with a word');
  });
});
