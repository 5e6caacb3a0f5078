import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { runContentionSuite } from './contention.suite.js';
import { machineFacts } from './harness/machine.js';
import { Report } from './harness/report.js';
import { DURABILITY, OTHER_CORE, SERVER_CORE } from './harness/stage.js';
import { type Part, PARTS, runHoldSuite } from './hold.suite.js';

/**
 * `npm run bench -- hold` and `npm run bench -- contention`: see docs/BENCHMARKS.md. Ends non-zero when an answer was wrong; a ratio that
 * misses its aim is said and ends with 0.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    pairs: { type: 'string', default: '7' },
    seconds: { type: 'string', default: '5' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', default: PARTS.join(',') },
    storms: { type: 'string', default: '3' },
    rate: { type: 'string', default: '0' },
    'storm-holds': { type: 'string', default: '100000' },
    runs: { type: 'string', default: '20' },
    rivals: { type: 'string' },
    dist: { type: 'string' },
    unpinned: { type: 'boolean', default: false },
  },
});

const [command = ''] = positionals;
const pinned = !values.unpinned && spawnSync('taskset', ['-p', String(process.pid)], { stdio: 'ignore' }).status === 0;
const unknown = values.only.split(',').filter((part) => !PARTS.includes(part as Part));

if ((command !== 'hold' && command !== 'contention') || unknown.length > 0) {
  console.error(`npm run bench -- hold [--only ${PARTS.join(',')}] [--pairs 7] [--seconds 5] | contention [--runs 20] [--rivals 5,50]`);
  process.exit(2);
}
const report = new Report(command);
const layout = pinned ? `server under test on core ${SERVER_CORE}, everything else on core ${OTHER_CORE}` : 'not pinned';
const facts = { command, ...machineFacts(values.dist), layout, durability: DURABILITY, options: values };
report.line('run', facts);
for (const [name, fact] of Object.entries(facts)) console.log(`${name}: ${typeof fact === 'object' ? JSON.stringify(fact) : fact}`);
if (command === 'hold') {
  await runHoldSuite(
    {
      parts: values.only.split(',') as Part[],
      pairs: Number(values.pairs),
      seconds: Number(values.seconds),
      seed: Number(values.seed),
      pinned,
      dist: values.dist,
      storms: Number(values.storms),
      rate: Number(values.rate),
      stormHolds: Number(values['storm-holds']),
    },
    report,
  );
} else {
  await runContentionSuite({ runs: Number(values.runs), pinned, dist: values.dist, rivals: values.rivals?.split(',').map(Number) }, report);
}
console.log(`\nall numbers: ${report.path}`);
