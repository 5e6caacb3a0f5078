import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';

/** One script as Redis gets it: one text, includes resolved. */
export interface LoadedScript {
  name: string;
  /** Name of the client's command: the script's, with a short hash of its text, so that two versions can never be mixed up. */
  command: string;
  text: string;
  /** From its header: how many `KEYS[n]` it declares. */
  keyCount: number;
}

const INCLUDE = /^--- @include "([^"]+)"$/;

/**
 * Reads `<name>.lua` and puts the functions that it includes before its body, each once, after those that it needs itself.
 * Paths in `--- @include "…"` are relative to the file that says so.
 * @param folder where the scripts lie; default beside this file
 * @throws on a missing file, a circle of includes, or a script that does not start with `#!lua`
 */
export function loadScript(name: string, folder: URL = new URL('./', import.meta.url)): LoadedScript {
  const functions: string[] = [];
  const { head, body } = readWithIncludes(new URL(`${name}.lua`, folder), [], new Set(), functions);
  if (!head.startsWith('#!lua')) throw new Error(`${name}.lua must start with #!lua`);
  return asScript(name, [head, ...functions, body].join('\n'));
}

/** @param text the whole script, with its header */
export function asScript(name: string, text: string): LoadedScript {
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 8);
  const keyCount = Math.max(0, ...Array.from(text.matchAll(/^-- KEYS\[(\d+)\]/gm), (match) => Number(match[1])));
  return { name, command: `${name}-${hash}`, text, keyCount };
}

/** Adds the functions of `file`'s includes to `functions`, and gives back its own text, parted after a first `#!` line. */
function readWithIncludes(file: URL, path: string[], seen: Set<string>, functions: string[]): { head: string; body: string } {
  const lines = readFileSync(file, 'utf8').split('\n');
  const head = lines[0]?.startsWith('#!') ? lines.shift()! : '';
  const own: string[] = [];
  for (const line of lines) {
    const included = INCLUDE.exec(line)?.[1];
    if (included === undefined) own.push(line);
    else include(new URL(included, file), [...path, file.href], seen, functions);
  }
  return { head, body: own.join('\n').trim() };
}

function include(file: URL, path: string[], seen: Set<string>, functions: string[]): void {
  if (path.includes(file.href))
    throw new Error(`includes run in a circle: ${[...path, file.href].map((href) => basename(href)).join(' → ')}`);
  if (seen.has(file.href)) return;
  seen.add(file.href);
  functions.push(readWithIncludes(file, path, seen, functions).body);
}
