import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { refuseOldNode } from './start/node-version.mjs';

refuseOldNode();

/**
 * `npm run test:cluster`: starts a real Redis Cluster of three masters on loopback ports in a temporary folder, runs on it the same files
 * of the script, property, queue, feed and purchase suites that `npm test` runs on one server, and beside it what only a cluster can
 * show (test/chaos/cluster*: a slot that moves, a master that dies). Everything that it started is stopped by its process id.
 * Arguments replace the list of test files: `npm run test:cluster -- test/script/hold.test.ts`.
 */
const SUITES = [
  'test/script/',
  'test/property/inventory',
  'test/integration/feed',
  'test/integration/sold-out',
  'test/integration/jobs',
  'test/e2e/purchase',
  'test/chaos/cluster',
];

const { Lifeline } = await import('./start/lifeline.mjs');
const { Problem } = await import('./start/problem.mjs');
const { step } = await import('./start/progress.mjs');
const { inRoot, root } = await import('./start/paths.mjs');

const lifeline = new Lifeline();
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.on(signal, () => void lifeline.end().then(() => process.exit(130)));
}

const folder = mkdtempSync(join(tmpdir(), 'aisle-cluster-'));
lifeline.add('folder', () => rmSync(folder, { recursive: true, force: true }));

try {
  const url = await startCluster();
  const suites = process.argv.length > 2 ? process.argv.slice(2) : SUITES;
  // One after the other: each project starts servers of its own, and what kills servers should have the machine for itself.
  const results = [await runTests(url, 'services', suites), await runTests(url, 'chaos', suites)];
  const sum = (/** @type {'passed' | 'failed' | 'skipped'} */ part) => results.reduce((total, result) => total + result[part], 0);
  await lifeline.end();
  console.log(`on a cluster of three masters: ${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped`);
  process.exitCode = results.every(({ code }) => code === 0) && sum('passed') > 0 ? 0 : 1;
} catch (error) {
  if (!lifeline.ending) console.error(error instanceof Problem ? `\naisle: ${error.message}` : error);
  process.exitCode = 1;
} finally {
  await lifeline.end();
}

/** @returns {Promise<string>} the addresses of its nodes */
async function startCluster() {
  const { findRedis } = await import('./start/redis-binary.mjs');
  const { startRedisCluster } = await import('./start/redis-cluster.mjs');
  const { build, isBuilt } = await import('./build.mjs');
  await step('build', (note) => (isBuilt() ? note('unchanged') : build()));
  let url = '';
  await step('cluster', async (note) => {
    const cluster = await startRedisCluster({ way: findRedis(), folder, watchdog: lifeline.watchdog });
    lifeline.add('cluster', cluster.stop);
    url = cluster.url;
    note(`three masters: ${cluster.nodes.map(({ port, pid }) => `port ${port} (process ${pid})`).join(', ')}; cluster_state:ok`);
  });
  return url;
}

/**
 * @param {string} url @param {'services' | 'chaos'} project @param {string[]} suites
 * @returns {Promise<{ code: number, passed: number, failed: number, skipped: number }>}
 */
async function runTests(url, project, suites) {
  const report = join(folder, `${project}.json`);
  const options = [`--project=${project}`, '--passWithNoTests', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const env = { ...process.env, TEST_REDIS_URL: url };
  const code = await new Promise((resolve, reject) => {
    const args = [inRoot('node_modules', 'vitest', 'vitest.mjs'), 'run', ...options, ...suites];
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], env });
    if (child.pid !== undefined) lifeline.watchdog.watch(child.pid);
    void lifeline.whenEnding.then(() => child.kill());
    child.once('error', reject);
    child.once('exit', (status) => resolve(status ?? 1));
  });
  const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(readFileSync(report, 'utf8'));
  return { code, passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests };
}
