import { existsSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { floorOf } from './floors.mjs';
import { filesOf, lineAt, textOf } from './tree.mjs';

/**
 * @typedef {import('./tree.mjs').Violation} Violation
 * @typedef {{ from: string, line: number, target: string, own: boolean, typeOnly: boolean }} Import
 */

const statement =
  /(?:^|\n)\s*(?:import|export)\b[^'"`;]*?from\s*['"]([^'"]+)['"]|(?:^|\n)\s*import\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/g;

/** @param {string} base @param {string} file @returns {Import[]} */
export function importsOf(base, file) {
  const text = textOf(base, file);
  return Array.from(text.matchAll(statement), (match) => {
    const specifier = /** @type {string} */ (match[1] ?? match[2] ?? match[3]);
    const line = lineAt(text, match.index + match[0].indexOf(specifier));
    const typeOnly = /^\s*(import|export) type\b/.test(match[0]);
    if (!specifier.startsWith('.')) return { from: file, line, target: specifier, own: false, typeOnly };
    return { from: file, line, target: resolve(base, posix.join(dirname(file), specifier)), own: true, typeOnly };
  });
}

/** In the sources one writes `.js`; the file on disk is `.ts`. @param {string} base @param {string} path */
function resolve(base, path) {
  const source = path.replace(/\.js$/, '.ts');
  return existsSync(join(base, source)) ? source : path;
}

/** Tests may reach for anything. @param {string} base */
const sourcesOf = (base) => filesOf(base, ['src'], /\.ts$/).filter((file) => !file.endsWith('.test.ts'));

/** @param {string} base @returns {Violation[]} */
export function checkImportDirections(base) {
  return sourcesOf(base).flatMap((file) => {
    const floor = floorOf(file);
    if (floor === undefined) return [{ file, rule: 'imports', text: 'lies on no floor of scripts/check/floors.mjs: give it a place' }];
    return importsOf(base, file).flatMap((each) => refusal(each, floor));
  });
}

/** @param {Import} each @param {import('./floors.mjs').Floor} floor @returns {Violation[]} */
function refusal({ from, line, target, own }, floor) {
  const refused = (/** @type {string} */ what) => [{ file: from, line, rule: 'imports', text: `${floor.name} may not import ${what}` }];
  if (!own) return floor.never?.test(packageOf(target)) ? refused(`the package ${target}`) : [];
  if (floor.may.includes('*')) return [];
  const other = floorOf(target);
  if (other === undefined) return refused(target);
  return other.name === floor.name || floor.may.includes(other.name) ? [] : refused(`${other.name} (${target})`);
}

/** @param {string} specifier */
const packageOf = (specifier) =>
  specifier.startsWith('@')
    ? specifier.split('/').slice(0, 2).join('/')
    : specifier.startsWith('node:')
      ? specifier
      : /** @type {string} */ (specifier.split('/')[0]);

/** @param {string} base @returns {Violation[]} each circle once, named where it closes; an import of types is erased and closes none */
export function checkCycles(base) {
  const graph = new Map(sourcesOf(base).map((file) => [file, importsOf(base, file).filter((each) => each.own && !each.typeOnly)]));
  /** @type {Set<string>} */
  const done = new Set();
  /** @type {Violation[]} */
  const found = [];
  const visit = (/** @type {string} */ file, /** @type {string[]} */ path) => {
    if (done.has(file)) return;
    for (const each of graph.get(file) ?? []) {
      const at = [...path, file].indexOf(each.target);
      if (at >= 0)
        found.push({ file, line: each.line, rule: 'no cycles', text: [...path, file].slice(at).concat(each.target).join(' → ') });
      else visit(each.target, [...path, file]);
    }
    done.add(file);
  };
  for (const file of graph.keys()) visit(file, []);
  return found;
}
