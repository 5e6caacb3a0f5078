/**
 * `npm run test:chaos -- money`: processes and servers that die, stop and come back, and what becomes of orders, money and messages
 * meanwhile. Arguments go to vitest. Ends with the scoreboard of all tests that keep one.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { build, isBuilt } from './build.mjs';
import { inData, inRoot, root } from './start/paths.mjs';

/** @typedef {{ test: string, faults: Record<string, number>, orders: number, effects: number, double: number, lost: number, worstRecoveryMs: number, conflicts?: number, books?: { neither: number, wrong: string[] } }} Score */

const file = inData('chaos', 'money.jsonl');
rmSync(file, { force: true });
if (!isBuilt()) await build();
const vitest = inRoot('node_modules', 'vitest', 'vitest.mjs');
const { status } = spawnSync(process.execPath, [vitest, 'run', '--project', 'chaos', ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
});
const scores = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').map(scoreOf) : [];
if (scores.length > 0) print(scores);
process.exitCode = status ?? 1;

/** @param {string} line @returns {Score} */
function scoreOf(line) {
  return JSON.parse(line);
}

/** @param {Score[]} all */
function print(all) {
  /** @type {Map<string, number>} */
  const faults = new Map();
  for (const { faults: some } of all) for (const [kind, count] of Object.entries(some)) faults.set(kind, (faults.get(kind) ?? 0) + count);
  /** @param {(score: Score) => number} of */
  const sum = (of) => all.reduce((total, score) => total + of(score), 0);
  console.log('\nscoreboard');
  for (const [kind, count] of faults) console.log(`  faults: ${kind}: ${count}`);
  console.log(`  orders ${sum((score) => score.orders)}, effects by their keys ${sum((score) => score.effects)}`);
  console.log(`  double ${sum((score) => score.double)}, lost ${sum((score) => score.lost)}`);
  console.log(`  granted by the map and refused by the ledger ${sum((score) => score.conflicts ?? 0)}`);
  const asked = all.flatMap(({ books }) => (books === undefined ? [] : [books]));
  console.log(`  paid and neither fulfilled nor refunded ${asked.reduce((total, { neither }) => total + neither, 0)}`);
  console.log(`  both equations held at the end of ${asked.filter(({ wrong }) => wrong.length === 0).length} of ${all.length} tests`);
  const worst = Math.max(...all.map((score) => score.worstRecoveryMs));
  console.log(`  worst recovery ${(worst / 1000).toFixed(1)} s; tests: ${all.map((score) => score.test).join(', ')}`);
}
