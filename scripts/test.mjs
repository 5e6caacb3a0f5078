import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { refuseOldNode } from './start/node-version.mjs';

refuseOldNode();

/**
 * `npm test`: all set-up, the checks, then every test against real servers of its own. The last line counts tests and
 * checks; the exit code is 0 only when none failed. Arguments go to vitest: `npm test -- test/script`.
 */
const { Lifeline } = await import('./start/lifeline.mjs');
const { Problem } = await import('./start/problem.mjs');
const { step } = await import('./start/progress.mjs');
const { inRoot, root } = await import('./start/paths.mjs');

const lifeline = new Lifeline();
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.on(signal, () => void lifeline.end().then(() => process.exit(130)));
}

try {
  const tests = await testEverything(process.argv.slice(2));
  await lifeline.end();
  console.log(`${tests.passed} passed, ${tests.failed} failed`);
  process.exitCode = tests.failed === 0 && tests.passed > 0 ? 0 : 1;
} catch (error) {
  if (!lifeline.ending) console.error(error instanceof Problem ? `\naisle: ${error.message}` : error);
  await lifeline.end();
  console.log('0 passed, 1 failed');
  process.exitCode = 1;
}

/** @param {string[]} filters @returns {Promise<{ passed: number, failed: number }>} */
async function testEverything(filters) {
  await setUp();
  const { checkAll } = await import('./check.mjs');
  const checks = filters.length > 0 ? { passed: 0, failed: 0 } : await checkAll();
  const tests = await runTests(filters);
  const suites = tests.suites === 0 ? '' : `, ${tests.suites} test files that could not run or did not end cleanly`;
  console.log(
    `\n${checks.passed + checks.failed} checks (${checks.failed} failed), ${tests.passed + tests.failed} tests (${tests.failed} failed${suites}), ${tests.skipped} skipped`,
  );
  return { passed: checks.passed + tests.passed, failed: checks.failed + tests.failed + tests.suites };
}

/** What the tests need beside their own servers: the dependencies, a Redis to run, and the built programs. */
async function setUp() {
  const { ensureDependencies } = await import('./start/install.mjs');
  const { findRedis } = await import('./start/redis-binary.mjs');
  const { build, isBuilt } = await import('./build.mjs');
  await step('dependencies', async (note) => note((await ensureDependencies(lifeline)) ? 'installed' : 'present'));
  await step('redis', (note) => {
    if (process.env['REDIS_URL']) return note('from REDIS_URL');
    const way = findRedis();
    note(way.kind === 'docker' ? 'in Docker' : way.program);
  });
  await step('build', (note) => (isBuilt() ? note('unchanged') : build()));
}

/** @param {string[]} filters @returns {Promise<{ passed: number, failed: number, skipped: number, suites: number }>} */
async function runTests(filters) {
  const folder = mkdtempSync(join(tmpdir(), 'aisle-report-'));
  const report = join(folder, 'report.json');
  const projects = ['unit', 'house', 'services'].map((name) => `--project=${name}`);
  const args = [
    inRoot('node_modules', 'vitest', 'vitest.mjs'),
    'run',
    ...projects,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...filters,
  ];
  try {
    const code = await new Promise((resolve, reject) => {
      const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
      if (child.pid !== undefined) lifeline.watchdog.watch(child.pid);
      void lifeline.whenEnding.then(() => child.kill());
      child.once('error', reject);
      child.once('exit', resolve);
    });
    const summary = summaryOf(JSON.parse(readFileSync(report, 'utf8')));
    // Vitest also fails a run for errors outside any test: those must not read as success.
    return code !== 0 && summary.failed + summary.suites === 0 ? { ...summary, suites: 1 } : summary;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {any} report as vitest's JSON reporter writes it */
function summaryOf(report) {
  // A file that failed without a failed test: it could not be loaded, or something was left open after its last test.
  const suites = report.testResults.filter(
    (/** @type {any} */ file) =>
      file.status === 'failed' && !file.assertionResults.some((/** @type {any} */ test) => test.status === 'failed'),
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests,
    skipped: report.numPendingTests + (report.numTodoTests ?? 0),
    suites: suites.length,
  };
}
