import { parseArgs } from 'node:util';
import { setStage } from '../history/servers.js';
import { INVENTORY_BUGS } from './inventory.bugs.js';
import { LEDGER_BUGS } from './ledger.bugs.js';
import type { PlantedBug } from './planted.bug.js';
import { brokenRules } from './planted.history.js';
import { PlantedTree } from './planted.tree.js';

/**
 * `npm run test:planted`: makes one line wrong at a time, in a copy of the project, and runs the test that must notice. That the test passes
 * without the bug is looked at first: a test that always fails notices nothing. `--only <text>` takes the bugs whose name holds it.
 * `--history` asks instead which faults of the scripts clients can tell from their histories alone. Ends non-zero when a bug is missed.
 */
const { values } = parseArgs({ options: { only: { type: 'string', default: '' }, history: { type: 'boolean', default: false } } });
const bugs = [...INVENTORY_BUGS, ...LEDGER_BUGS].filter(({ name }) => name.includes(values.only));

const stage = await setStage('planted');
if (values.history) {
  await seenByClients().finally(() => stage.end());
  process.exit();
}
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

/** Some faults no client can tell: an event that is not published, a result that nobody asks for again. */
async function seenByClients(): Promise<void> {
  let seen = 0;
  const asked = bugs.filter((bug) => INVENTORY_BUGS.includes(bug));
  for (const bug of asked) {
    const rules = await brokenRules(bug, stage);
    if (Object.keys(rules).length > 0) seen += 1;
    console.log(`${Object.keys(rules).length > 0 ? 'seen' : 'not seen'}  ${bug.name}  |  ${JSON.stringify(rules)}`);
  }
  console.log(`faults that clients can tell from their histories: ${seen} of ${asked.length}`);
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
