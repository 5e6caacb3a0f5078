import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { inRoot } from './paths.mjs';
import { Problem } from './problem.mjs';

/**
 * What this start is asked to do.
 * @typedef {{ fresh: boolean, dev: boolean, verbose: boolean, host: string, demo: boolean }} Plan
 */

const loopback = ['127.0.0.1', 'localhost', '::1'];

/** @param {string[]} args @returns {Plan} */
export function planOf(args) {
  const { fresh, dev, verbose } = optionsOf(args);
  const host = process.env['HOST'] || '127.0.0.1';
  const production = process.env['NODE_ENV'] === 'production';
  const given = process.env['AISLE_DEMO'];
  const demo = given ? given === '1' || given === 'true' : !production;
  if (demo && production) throw new Problem('demo mode is refused in production: unset AISLE_DEMO, or unset NODE_ENV');
  if (demo && !loopback.includes(host)) {
    throw new Problem(
      `demo mode has known passwords and listens on this machine only, not on ${host}: unset HOST, or set NODE_ENV=production for a real deployment`,
    );
  }
  return { fresh, dev, verbose, host, demo };
}

/** @param {string[]} args */
function optionsOf(args) {
  try {
    const { values } = parseArgs({ args, options: { fresh: { type: 'boolean' }, dev: { type: 'boolean' }, verbose: { type: 'boolean' } } });
    return { fresh: values.fresh === true, dev: values.dev === true, verbose: values.verbose === true };
  } catch (error) {
    throw new Problem(
      `${/** @type {Error} */ (error).message.split('\n')[0]} Known: --fresh (drop the demo data), --verbose (show all log lines)`,
    );
  }
}

/**
 * How a role is run: the built program, or in development its sources, started again when they change.
 * @param {'api' | 'worker'} role @param {{ dev: boolean }} plan
 * @returns {{ command: string, args: string[] }}
 */
export function commandOf(role, { dev }) {
  if (!dev) return { command: process.execPath, args: ['--enable-source-maps', inRoot('dist', 'src', 'main.js'), role] };
  const also = ['lua', 'sql', 'graphql'].flatMap((ending) => ['--include', inRoot('src', '**', `*.${ending}`)]);
  return {
    command: process.execPath,
    args: [inRoot('node_modules', 'tsx', 'dist', 'cli.mjs'), 'watch', '--clear-screen=false', ...also, inRoot('src', 'main.ts'), role],
  };
}

/** @returns {{ command: string, args: string[] } | null} what rebuilds the pages while one works on them */
export function pagesCommand() {
  const script = inRoot('scripts', 'build-web.mjs');
  return existsSync(script) ? { command: process.execPath, args: [script, '--watch'] } : null;
}
