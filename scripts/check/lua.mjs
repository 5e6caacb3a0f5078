import { existsSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { filesOf, lineAt, textOf } from './tree.mjs';

/**
 * The contract at the top of each Lua script must be true:
 * `Purpose`, `KEYS[n] name (type)`, `ARGV[n] name (type, unit)` (`ARGV[n..]` for the rest), one `Returns WORD shape` for
 * each status word, `Effects`, `Idempotency`, `Cost`; each a comment line, continued by lines indented by two more blanks.
 * @typedef {import('./tree.mjs').Violation} Violation
 * @typedef {{ order: string[], KEYS: Declared, ARGV: Declared, words: string[] }} Header
 * @typedef {{ indexes: number[], restFrom: number | null }} Declared
 */

const wantedOrder = ['Purpose', 'KEYS', 'ARGV', 'Returns', 'Effects', 'Idempotency', 'Cost'];
const needed = ['Purpose', 'Returns', 'Effects', 'Idempotency', 'Cost'];

/** @param {string} base @returns {Violation[]} */
export function checkLua(base) {
  const scripts = filesOf(base, ['src/lua'], /^src\/lua\/[^/]+\.lua$/);
  const all = filesOf(base, ['src/lua'], /\.lua$/);
  return [...scripts.flatMap((file) => checkScript(base, file)), ...all.flatMap((file) => checkKeysAreGiven(base, file))];
}

/** @param {string} base @param {string} file @returns {Violation[]} */
function checkScript(base, file) {
  const text = textOf(base, file);
  const lies = (/** @type {string[]} */ ...texts) => texts.map((each) => ({ file, rule: 'Lua header', text: each }));
  if (!text.startsWith('#!lua')) return lies('a script starts with #!lua');
  const { header, complaints } = readHeader(text);
  const own = withoutComments(text);
  const body =
    own +
    includesOf(base, file, new Set())
      .map((each) => withoutComments(textOf(base, each)))
      .join('\n');
  return lies(...complaints, ...indexLies(header, own, 'KEYS'), ...indexLies(header, own, 'ARGV'), ...wordLies(base, file, header, body));
}

/** @param {string} text @returns {{ header: Header, complaints: string[] }} */
function readHeader(text) {
  /** @type {Header} */
  const header = { order: [], KEYS: { indexes: [], restFrom: null }, ARGV: { indexes: [], restFrom: null }, words: [] };
  /** @type {string[]} */
  const complaints = [];
  for (const line of text.split('\n').slice(1)) {
    if (!line.startsWith('-- ')) break;
    if (line.startsWith('--   ')) continue;
    const problem = readHeaderLine(line.slice(3), header);
    if (problem !== null) complaints.push(problem);
  }
  for (const part of needed) if (!header.order.includes(part)) complaints.push(`"${part}" is missing`);
  const places = header.order.map((part) => wantedOrder.indexOf(part));
  if (places.some((place, at) => place < (places[at - 1] ?? 0))) complaints.push(`the order is ${wantedOrder.join(', ')}`);
  return { header, complaints };
}

/** @param {string} line @param {Header} header @returns {string | null} */
function readHeaderLine(line, header) {
  const index = /^(KEYS|ARGV)\[(\d+)(\.\.)?\] \w+ \([^)]+\)/.exec(line);
  if (index !== null) {
    const kind = /** @type {'KEYS' | 'ARGV'} */ (index[1]);
    header.order.push(kind);
    if (index[3] === undefined) header[kind].indexes.push(Number(index[2]));
    else header[kind].restFrom = Number(index[2]);
    return null;
  }
  const word = /^Returns ([A-Z][A-Z_]*)\b/.exec(line);
  if (word !== null) header.words.push(/** @type {string} */ (word[1]));
  const part = /^(Purpose|Returns|Effects|Idempotency|Cost)\b/.exec(line)?.[1];
  if (part === undefined || (part === 'Returns' && word === null)) return `not understood: "${line}"`;
  header.order.push(part);
  return null;
}

/** @param {Header} header @param {string} body @param {'KEYS' | 'ARGV'} kind @returns {string[]} */
function indexLies(header, body, kind) {
  const { indexes, restFrom } = header[kind];
  const used = new Set(Array.from(body.matchAll(new RegExp(`\\b${kind}\\[(\\d+)\\]`, 'g')), (match) => Number(match[1])));
  const wholeUsed = new RegExp(`\\b${kind}\\b(?!\\[\\d)`).test(body);
  const isDeclared = (/** @type {number} */ index) => indexes.includes(index) || (restFrom !== null && index >= restFrom);
  const undeclared = [...used].filter((index) => !isDeclared(index)).map((index) => `${kind}[${index}] is used and not declared`);
  const unused = indexes.filter((index) => !used.has(index) && !wholeUsed).map((index) => `${kind}[${index}] is declared and not used`);
  const rest = restFrom !== null && !wholeUsed ? [`${kind}[${restFrom}..] is declared and not used`] : [];
  const gaps = indexes.some((index, at) => index !== at + 1) ? [`${kind} must be declared from 1 on without a gap`] : [];
  return [...undeclared, ...unused, ...rest, ...gaps];
}

/** @param {string} base @param {string} file @param {Header} header @param {string} body @returns {string[]} */
function wordLies(base, file, header, body) {
  const returned = new Set(
    Array.from(
      body.matchAll(/(?:\breturn\s+(?:nil,\s*)?|\breply\s*=\s*)\{\s*'([A-Z][A-Z_]*)'/g),
      (match) => /** @type {string} */ (match[1]),
    ),
  );
  const missing = [...returned].filter((word) => !header.words.includes(word)).map((word) => `${word} is returned and not in the header`);
  const never = header.words.filter((word) => !returned.has(word)).map((word) => `${word} is in the header and never returned`);
  const wrapper = file.replace(/\.lua$/, '.script.ts');
  if (!existsSync(join(base, wrapper))) return [...missing, ...never, `its wrapper ${wrapper} is missing`];
  const known = /\bwords:\s*\[([^\]]*)\]/.exec(textOf(base, wrapper))?.[1] ?? '';
  const unknown = [...new Set([...returned, ...header.words])]
    .filter((word) => !known.includes(`'${word}'`))
    .map((word) => `${word} is not among the words of ${wrapper}`);
  return [...missing, ...never, ...unknown];
}

/** @param {string} base @param {string} file @param {Set<string>} seen @returns {string[]} the files it includes, and theirs */
function includesOf(base, file, seen) {
  for (const match of textOf(base, file).matchAll(/^--- @include "([^"]+)"$/gm)) {
    const included = posix.join(dirname(file), /** @type {string} */ (match[1]));
    if (seen.has(included) || !existsSync(join(base, included))) continue;
    seen.add(included);
    includesOf(base, included, seen);
  }
  return [...seen];
}

/** Every key comes in KEYS: one that is put together inside a script could lie in another slot of a cluster. @param {string} base @param {string} file @returns {Violation[]} */
function checkKeysAreGiven(base, file) {
  const text = withoutComments(textOf(base, file));
  const built = [
    /\bredis\.p?call\(\s*'[A-Z]+'\s*,\s*(?:[^,()']|'[^']*')*\.\./g,
    /\bredis\.p?call\(\s*'[A-Z]+'\s*,\s*'[^']*'/g,
    /\bKEYS\[\d+\]\s*\.\./g,
  ];
  return built.flatMap((pattern) =>
    Array.from(text.matchAll(pattern), (match) => ({
      file,
      line: lineAt(text, match.index),
      rule: 'Lua keys',
      text: `a key is built inside the script: ${match[0].trim()} …`,
    })),
  );
}

/** Lines keep their numbers. @param {string} text @returns {string} */
const withoutComments = (text) => text.replace(/--\[\[[\s\S]*?\]\]/g, (block) => block.replace(/[^\n]/g, '')).replace(/--.*$/gm, '');
