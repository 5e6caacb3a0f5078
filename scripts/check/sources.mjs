import { basename } from 'node:path';
import { filesOf, lineAt, textOf } from './tree.mjs';

/** @typedef {import('./tree.mjs').Violation} Violation */

/** Most lines a file may have. Functions are measured by the linter (max-lines-per-function). */
const limits = [
  { pattern: /\.test\.tsx?$/, lines: 350, kind: 'test file' },
  { pattern: /\.lua$/, lines: 130, kind: 'Lua script' },
  { pattern: /\.(ts|tsx|mjs)$/, lines: 300, kind: 'source file' },
];

const everywhere = ['src', 'prisma', 'scripts', 'test', 'client', 'web', 'bench'];

/** @param {string} base @returns {Violation[]} */
export function checkSizes(base) {
  return filesOf(base, everywhere, /\.(ts|tsx|mjs|lua)$/).flatMap((file) => {
    const limit = limits.find(({ pattern }) => pattern.test(file));
    const lines = textOf(base, file).replace(/\n$/, '').split('\n').length;
    if (limit === undefined || lines <= limit.lines) return [];
    return [{ file, rule: 'file size', text: `${lines} lines; a ${limit.kind} may have ${limit.lines}: divide it by responsibility` }];
  });
}

const vagueNames = /(^|[.-])(utils?|helpers?|common|misc|managers?)([.-]|$)/;

/** @param {string} base @returns {Violation[]} */
export function checkNames(base) {
  return filesOf(base, everywhere, /\.(ts|tsx|mjs|lua)$/).flatMap((file) => {
    const name = basename(file).replace(/\.(ts|tsx|mjs|lua)$/, '');
    if (vagueNames.test(name)) return [{ file, rule: 'names', text: `"${name}" says nothing: name the noun and its role` }];
    if (!/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$/.test(name))
      return [{ file, rule: 'names', text: 'file names are kebab-case: <noun>.<role>.ts' }];
    return [];
  });
}

/** What no line of a source may hold. */
const forbidden = [
  {
    pattern: /\bprocess\.env\b/g,
    where: /^src\//,
    except: /^src\/config\/env\.ts$/,
    rule: 'environment',
    text: 'only src/config/env.ts reads process.env',
  },
  {
    pattern: /\bconsole\.(log|info|warn|error|debug)\b/g,
    where: /^src\//,
    except: /\.test\.ts$/,
    rule: 'logging',
    text: 'write to the log, not to the console',
  },
  { pattern: /^export default\b/gm, where: /^src\//, except: /^$/, rule: 'exports', text: 'named exports only' },
  // The word is put together so that this file does not hold it.
  {
    pattern: new RegExp(`\\b(TO${'DO'}|FIX${'ME'}|XX${'X'})\\b`, 'g'),
    where: /./,
    except: /^$/,
    rule: 'unfinished',
    text: 'finish it, or file it as an issue',
  },
];

/** @param {string} base @returns {Violation[]} */
export function checkForbidden(base) {
  return filesOf(base, everywhere, /\.(ts|tsx|mjs|lua|sql|graphql)$/).flatMap((file) => {
    const text = textOf(base, file);
    return forbidden
      .filter(({ where, except }) => where.test(file) && !except.test(file))
      .flatMap((each) =>
        Array.from(text.matchAll(each.pattern), (match) => ({ file, line: lineAt(text, match.index), rule: each.rule, text: each.text })),
      );
  });
}
