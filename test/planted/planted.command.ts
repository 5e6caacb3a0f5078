import { parseArgs } from 'node:util';
import { setStage } from '../history/servers.js';
import { INVENTORY_BUGS } from './inventory.bugs.js';
import { LEDGER_BUGS } from './ledger.bugs.js';
import type { PlantedBug } from './planted.bug.js';
import { PlantedTree } from './planted.tree.js';

/**
 * `npm run test:planted`: makes one line wrong at a time, in a copy of the project, and runs the test that must notice. That the test passes
 * without the bug is looked at first: a test that always fails notices nothing. `--only <text>` takes the bugs whose name holds it.
 * Ends non-zero when a bug is missed.
 */
const { values } = parseArgs({ options: { only: { type: 'string', default: '' } } });
const bugs = [...INVENTORY_BUGS, ...LEDGER_BUGS].filter(({ name }) => name.includes(values.only));

const stage = await setStage('planted');
const tree = new PlantedTree({ DATABASE_URL: stage.databaseUrl, REDIS_URL: stage.redisUrl });
try {
  const sound = await soundTests();
  let caught = 0;
  for (const bug of bugs) {
    const verdict = await judge(bug, sound);
    if (verdict === 'caught') caught += 1;
    console.log(`${verdict.padEnd(8)} ${bug.name}  |  ${bug.file}  |  ${bug.test.file}: ${bug.test.name}`);
  }
  console.log(`planted bugs caught: ${caught} of ${bugs.length}`);
  process.exitCode = caught === bugs.length && bugs.length > 0 ? 0 : 1;
} finally {
  tree.remove();
  await stage.end();
}

/** The names of all tests that pass while nothing is wrong, by file. */
async function soundTests(): Promise<Map<string, string[]>> {
  const sound = new Map<string, string[]>();
  for (const file of new Set(bugs.map(({ test }) => test.file))) sound.set(file, (await tree.run(file)).passed);
  return sound;
}

/** MISSED: the test passes with the bug. UNSOUND: it does not pass without it. */
async function judge(bug: PlantedBug, sound: Map<string, string[]>): Promise<'caught' | 'MISSED' | 'UNSOUND'> {
  const { file, name } = bug.test;
  if (!sound.get(file)!.some((fullName) => fullName.includes(name))) return 'UNSOUND';
  const takeOut = tree.plant(bug);
  try {
    const { failed } = await tree.run(file, name);
    return failed.some((fullName) => fullName.includes(name)) ? 'caught' : 'MISSED';
  } finally {
    takeOut();
  }
}
