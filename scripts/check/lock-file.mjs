import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A lock file written on one platform can lack the parts of others, and then breaks `npm ci` for everybody.
 * @typedef {import('./tree.mjs').Violation} Violation
 */

const file = 'package-lock.json';

/** @param {string} base @returns {Violation[]} */
export function checkLockFile(base) {
  if (!existsSync(join(base, file))) return [];
  /** @type {Record<string, any>} */
  const packages = JSON.parse(readFileSync(join(base, file), 'utf8')).packages ?? {};
  const allowed = JSON.parse(readFileSync(join(base, 'package.json'), 'utf8')).allowScripts ?? {};
  const complain = (/** @type {string} */ text) => ({ file, rule: 'lock file', text });
  return Object.entries(packages).flatMap(([path, entry]) => {
    const missing = Object.keys(entry.optionalDependencies ?? {})
      .filter((name) => !isLocked(packages, path, name))
      .map((name) => complain(`${name}, an optional part of ${path || 'this project'}, is missing: other platforms cannot install`));
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    const unlisted =
      entry.hasInstallScript && !(name in allowed)
        ? [complain(`${name} has an install script: list it true or false under allowScripts in package.json`)]
        : [];
    const addressed = entry.resolved?.startsWith('http')
      ? [complain(`${path} names a registry: write the lock file with omit-lockfile-registry-resolved`)]
      : [];
    return [...missing, ...unlisted, ...addressed];
  });
}

/** Looks where Node would: beside the package, then one level up, and so on. @param {Record<string, unknown>} packages @param {string} path @param {string} name */
function isLocked(packages, path, name) {
  for (let at = path; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    if (`${at === '' ? '' : `${at}/`}node_modules/${name}` in packages) return true;
    if (at === '') return false;
    if (!at.includes('/node_modules/')) at = '';
  }
}
