import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { inRoot, root } from '../start/paths.mjs';

/**
 * Checks that are programs of their own.
 * @typedef {{ name: string, args: string[], env?: NodeJS.ProcessEnv }} Command
 */

/** @param {string[]} path */
const bin = (...path) => inRoot('node_modules', ...path);

/** @type {Command[]} */
export const commands = [
  { name: 'types: sources', args: [bin('typescript', 'bin', 'tsc'), '--noEmit', '-p', 'tsconfig.json'] },
  { name: 'types: tests', args: [bin('typescript', 'bin', 'tsc'), '--noEmit', '-p', 'tsconfig.check.json'] },
  { name: 'types: scripts', args: [bin('typescript', 'bin', 'tsc'), '--noEmit', '-p', 'tsconfig.scripts.json'] },
  { name: 'types: pages', args: [bin('typescript', 'bin', 'tsc'), '--noEmit', '-p', 'web/tsconfig.json'] },
  { name: 'lint', args: [bin('oxlint', 'bin', 'oxlint'), '--deny-warnings'] },
  { name: 'format', args: [bin('oxfmt', 'bin', 'oxfmt'), '--check', '.'] },
  { name: 'generated: GraphQL', args: [inRoot('scripts', 'codegen.mjs'), '--check'] },
  { name: 'generated: environment table', args: [bin('tsx', 'dist', 'cli.mjs'), inRoot('scripts', 'env-table.ts'), '--check'] },
  { name: 'generated: table of queues', args: [bin('tsx', 'dist', 'cli.mjs'), inRoot('scripts', 'queue-table.ts'), '--check'] },
  { name: 'generated: alert rules', args: [bin('tsx', 'dist', 'cli.mjs'), inRoot('scripts', 'alert-rules.ts'), '--check'] },
  { name: 'generated: migrations', args: [bin('tsx', 'dist', 'cli.mjs'), inRoot('scripts', 'migration.ts'), '--check'] },
];

/** @param {Command} command @returns {boolean} whether there is something for it to check yet */
export const applies = ({ args }) =>
  args.filter((arg) => /\.(mjs|ts|json)$/.test(arg)).every((arg) => existsSync(arg.startsWith('/') ? arg : inRoot(arg)));

/** @param {Command} command @returns {string | null} what it complained about; null when it is content */
export function runCheck({ args, env = {} }) {
  const result = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8', env: { ...process.env, NO_COLOR: '1', ...env } });
  if (result.status === 0) return null;
  return `${result.stdout ?? ''}${result.stderr ?? ''}`.trim() || `ended with ${result.signal ?? `code ${result.status}`}`;
}
