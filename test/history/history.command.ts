import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { inRoot } from '../../scripts/start/paths.mjs';
import { check, total } from './checker.js';
import { readHistories } from './history.js';
import { record } from './recording.js';
import { faultsOf, reportOf } from './report.js';
import { setStage } from './servers.js';

/**
 * `npm run test:history -- --seconds 60`: records what clients of several real api processes are told while replies of Redis are cut, and
 * judges it. `--check <folder>` judges an earlier recording again. Ends non-zero when there is a violation.
 */
const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    apis: { type: 'string', default: '3' },
    check: { type: 'string' },
  },
});

const folder = values.check ?? (await recordNew());
const began = performance.now();
const histories = await readHistories(folder);
const verdicts = histories.map((history) => ({
  kind: history.terms.holdMs >= 1000 ? 'http' : history.terms.gate ? 'gate' : history.shuts.length > 0 ? 'trial' : 'inventory',
  verdict: check(history),
}));
const kinds = [
  ['over HTTP', verdicts.filter(({ kind }) => kind === 'http')],
  ['at the inventory itself', verdicts.filter(({ kind }) => kind === 'inventory')],
  ['at a gate', verdicts.filter(({ kind }) => kind === 'gate')],
  ['on trial', verdicts.filter(({ kind }) => kind === 'trial')],
  ['all', verdicts],
] as const;
for (const [name, some] of kinds) for (const line of reportOf(name, total(some.map(({ verdict }) => verdict)))) console.log(line);
const all = total(verdicts.map(({ verdict }) => verdict));
for (const line of faultsOf(all)) console.log(line);
console.log(`checked in ${((performance.now() - began) / 1000).toFixed(1)} s; kept in ${folder}`);
process.exitCode = all.faults.length === 0 && all.undecided === 0 && all.operations > 0 ? 0 : 1;

/** @returns the folder of the new recording */
async function recordNew(): Promise<string> {
  const run = `${new Date().toISOString().slice(0, 19).replaceAll(/[-:T]/g, '')}-${values.seed}`;
  const into = inRoot('.data', 'history', run);
  mkdirSync(into, { recursive: true });
  const stage = await setStage('history');
  try {
    const options = { seconds: Number(values.seconds), seed: Number(values.seed), apis: Number(values.apis) };
    console.log(`recording ${options.seconds} s with ${options.apis} api processes and a worker, seed ${options.seed}`);
    const { httpProxy, scriptProxy, apis } = await record({
      ...stage,
      ...options,
      folder: into,
      httpClients: 24,
      scriptDrivers: 2,
      scriptClients: 32,
      restMs: 2,
    });
    const cuts = ({ cuts: cut, replies }: typeof httpProxy) => `${cut} of ${replies} replies cut after execution`;
    console.log(`Redis before ${apis} api processes: ${cuts(httpProxy)}; before the drivers at the inventory: ${cuts(scriptProxy)}`);
    writeFileSync(join(into, 'run.json'), `${JSON.stringify({ ...options, httpProxy, scriptProxy })}\n`);
    return into;
  } finally {
    await stage.end();
  }
}
