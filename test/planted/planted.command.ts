import { parseArgs } from 'node:util';
import { setStage } from '../history/servers.js';
import { INVENTORY_BUGS } from './inventory.bugs.js';
import { LEDGER_BUGS } from './ledger.bugs.js';
import type { PlantedBug } from './planted.bug.js';
import { brokenRules } from './planted.history.js';
import { PlantedTree, type TestRun } from './planted.tree.js';

/**
 * `npm run test:planted`: makes one line wrong at a time, in a copy of the project, and runs the test that must notice. That the test passes
 * without the bug is looked at first: a test that always fails notices nothing. `--only <text>` takes the bugs whose name holds it.
 * `--history` asks instead which faults of the scripts clients can tell from their histories alone. Ends non-zero when a bug is missed.
 */
const { values } = parseArgs({ options: { only: { type: 'string', default: '' }, history: { type: 'boolean', default: false } } });
const bugs = [...INVENTORY_BUGS, ...LEDGER_BUGS].filter(({ name }) => name.includes(values.only));

/** Characters of what a test said that are shown. */
const MOST_SAID = 1500;

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
    const { verdict, said } = await judge(bug, sound);
    if (verdict === 'caught') caught += 1;
    console.log(`${verdict.padEnd(8)} ${bug.name}  |  ${bug.file}  |  ${bug.test.file}: ${bug.test.name}`);
    if (verdict !== 'caught') console.log(said.replaceAll(/^/gm, '    '));
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
  for (const bug of bugs) {
    const rules = await brokenRules(bug, stage);
    if (Object.keys(rules).length > 0) seen += 1;
    console.log(`${Object.keys(rules).length > 0 ? 'seen' : 'not seen'}  ${bug.name}  |  ${JSON.stringify(rules)}`);
  }
  console.log(`faults that clients can tell from their histories: ${seen} of ${bugs.length}`);
}

/** What all tests do while nothing is wrong, by file. */
async function soundTests(): Promise<Map<string, TestRun>> {
  const sound = new Map<string, TestRun>();
  for (const file of new Set(bugs.map(({ test }) => test.file))) sound.set(file, await tree.run(file));
  return sound;
}

interface Judgement {
  verdict: 'caught' | 'MISSED' | 'UNSOUND';
  /** For one that is not caught: what the test said. */
  said: string;
}

/** MISSED: the test passes with the bug. UNSOUND: it does not pass without it. */
async function judge(bug: PlantedBug, sound: Map<string, TestRun>): Promise<Judgement> {
  const { file, name } = bug.test;
  const without = sound.get(file)!;
  if (!without.passed.some((fullName) => fullName.includes(name)))
    return { verdict: 'UNSOUND', said: `without the bug: ${saidOf(without, name)}` };
  const takeOut = tree.plant(bug);
  try {
    const run = await tree.run(file, name);
    if (run.failed.some((fullName) => fullName.includes(name))) return { verdict: 'caught', said: '' };
    return { verdict: 'MISSED', said: `with the bug: ${saidOf(run, name)}` };
  } finally {
    takeOut();
  }
}

/** What the test of a name said; when it was not run, what the others of its file did. */
function saidOf({ passed, failed, said }: TestRun, name: string): string {
  const own = [...said].filter(([fullName]) => fullName.includes(name));
  const some = own.length > 0 ? own : [...said];
  if (some.length > 0) return some.map(([fullName, message]) => `${fullName}: ${message.slice(0, MOST_SAID)}`).join('\n');
  if (passed.some((fullName) => fullName.includes(name))) return 'it passed';
  return `no such test was run (${passed.length} passed, ${failed.length} failed)`;
}
