import { stalePrisma } from '../codegen-prisma.mjs';
import { checkCycles, checkImportDirections } from './imports.mjs';
import { checkLockFile } from './lock-file.mjs';
import { checkLua } from './lua.mjs';
import { checkForbidden, checkNames, checkSizes } from './sources.mjs';

/**
 * The rules of the house as plain functions of a tree, so that a test can plant a violation in one.
 * @typedef {import('./tree.mjs').Violation} Violation
 * @type {{ name: string, check: (base: string) => Violation[] }[]}
 */
export const rules = [
  { name: 'house: import directions', check: checkImportDirections },
  { name: 'house: no cycles', check: checkCycles },
  { name: 'house: file sizes', check: checkSizes },
  { name: 'house: names', check: checkNames },
  { name: 'house: forbidden words', check: checkForbidden },
  { name: 'house: Lua headers and keys', check: checkLua },
  { name: 'house: lock file', check: checkLockFile },
  { name: 'generated: Prisma client', check: checkPrisma },
];

/** @param {string} base @returns {Violation[]} */
function checkPrisma(base) {
  const stale = stalePrisma(base);
  return stale === null ? [] : [{ file: 'prisma/generated', rule: 'stale generated file', text: stale }];
}
