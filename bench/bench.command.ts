import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { runContentionSuite } from './contention.suite.js';
import { machineFacts } from './harness/machine.js';
import { Report } from './harness/report.js';
import { DURABILITY, OTHER_CORE, SERVER_CORE } from './harness/stage.js';
import { type Part, PARTS, runHoldSuite } from './hold.suite.js';
import { ORDERS_PARTS, type OrdersPart, runOrdersSuite } from './orders.suite.js';

/**
 * `npm run bench -- hold`, `npm run bench -- contention` and `npm run bench -- orders`: see docs/BENCHMARKS.md. Ends non-zero when an
 * answer was wrong; a ratio that misses its aim is said and ends with 0.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    pairs: { type: 'string', default: '7' },
    seconds: { type: 'string', default: '5' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
    storms: { type: 'string', default: '3' },
    rate: { type: 'string', default: '0' },
    'storm-holds': { type: 'string', default: '100000' },
    runs: { type: 'string', default: '20' },
    messages: { type: 'string', default: '100000' },
    rivals: { type: 'string' },
    dist: { type: 'string' },
    unpinned: { type: 'boolean', default: false },
  },
});

const [command = ''] = positionals;
const pinned = !values.unpinned && spawnSync('taskset', ['-p', String(process.pid)], { stdio: 'ignore' }).status === 0;
const partsOf: Record<string, readonly string[]> = { hold: PARTS, contention: [], orders: ORDERS_PARTS };
const parts = values.only?.split(',') ?? partsOf[command] ?? [];

if (!Object.hasOwn(partsOf, command) || parts.some((part) => !partsOf[command]?.includes(part))) {
  console.error(
    `npm run bench -- hold [--only ${PARTS.join(',')}] [--pairs 7] [--seconds 5] | contention [--runs 20] [--rivals 5,50] | ` +
      `orders [--only ${ORDERS_PARTS.join(',')}] [--messages 100000]`,
  );
  process.exit(2);
}
const report = new Report(command);
const layout = pinned ? `server under test on core ${SERVER_CORE}, everything else on core ${OTHER_CORE}` : 'not pinned';
const paired = {
  pairs: Number(values.pairs),
  seconds: Number(values.seconds),
  seed: Number(values.seed),
  pinned,
  dist: values.dist,
  rate: Number(values.rate),
};
const facts = { command, ...machineFacts(values.dist), layout, durability: DURABILITY, options: values };
report.line('run', facts);
for (const [name, fact] of Object.entries(facts)) console.log(`${name}: ${typeof fact === 'object' ? JSON.stringify(fact) : fact}`);
if (command === 'hold') {
  await runHoldSuite(
    {
      ...paired,
      parts: parts as Part[],
      storms: Number(values.storms),
      stormHolds: Number(values['storm-holds']),
    },
    report,
  );
} else if (command === 'orders') {
  await runOrdersSuite({ ...paired, parts: parts as OrdersPart[], messages: Number(values.messages) }, report);
} else {
  await runContentionSuite({ runs: Number(values.runs), pinned, dist: values.dist, rivals: values.rivals?.split(',').map(Number) }, report);
}
console.log(`\nall numbers: ${report.path}`);
