import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/**
 * A broken rule of the house, at a place.
 * @typedef {{ file: string, line?: number, rule: string, text: string }} Violation
 */

/** Folders that hold nothing written here. */
const foreign = new Set(['node_modules', 'dist', 'coverage', 'generated', 'vendor']);

/**
 * Every file under some folders of a tree, by its path from the root with forward slashes.
 * @param {string} base root of the tree
 * @param {string[]} folders @param {RegExp} pattern what the path has to look like
 * @returns {string[]} sorted
 */
export function filesOf(base, folders, pattern) {
  return folders
    .flatMap((folder) => walk(join(base, folder)))
    .map((file) => relative(base, file).split(sep).join('/'))
    .filter((file) => pattern.test(file))
    .toSorted();
}

/** @param {string} path @returns {string[]} */
function walk(path) {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .filter((name) => !foreign.has(name) && !name.startsWith('.'))
    .flatMap((name) => walk(join(path, name)));
}

/** @param {string} base @param {string} file @returns {string} */
export const textOf = (base, file) => readFileSync(join(base, file), 'utf8');

/** @param {string} text @param {number} index @returns {number} the 1-based line of a place in a text */
export const lineAt = (text, index) => text.slice(0, index).split('\n').length;

/** @param {Violation} violation @returns {string} `file:line: rule: text` */
export function asLine({ file, line, rule, text }) {
  return `${file}${line === undefined ? '' : `:${line}`}: ${rule}: ${text}`;
}
