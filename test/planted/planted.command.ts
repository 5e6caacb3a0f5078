import { parseArgs } from 'node:util';
import { setStage } from '../history/servers.js';
import { BUG_LISTS, QUICK_BUGS, RECORDED_BUGS } from './all.bugs.js';
import type { PlantedBug } from './planted.bug.js';
import { brokenRules } from './planted.history.js';
import { PlantedTree, type TestRun } from './planted.tree.js';

/**
 * `npm run test:planted`: makes one line wrong at a time, in a copy of the project, and runs the test that must notice. That the test passes
 * without the bug is looked at first: a test that always fails notices nothing. `--only <text>` takes the bugs whose name holds it, `--list money`
 * those of one list, and `--list chaos` those that only runs of whole processes can notice, a minute or two each. `--history` asks instead which of them clients can tell from their histories alone. Ends non-zero when a bug is missed, or not seen by
 * clients although nothing is said of why.
 */
const { values } = parseArgs({
  options: { only: { type: 'string', default: '' }, list: { type: 'string' }, history: { type: 'boolean', default: false } },
});
const bugs = listOf(values).filter(({ name }) => name.includes(values.only));

/** Characters of what a test said that are shown. */
const MOST_SAID = 1500;

const stage = await setStage('planted');
if (values.history) {
  const all = await seenByClients().finally(() => stage.end());
  process.exit(all ? 0 : 1);
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

function listOf({ list, history }: { list?: string; history: boolean }): readonly PlantedBug[] {
  if (history) return RECORDED_BUGS;
  if (list === undefined) return QUICK_BUGS;
  const some = BUG_LISTS[list as keyof typeof BUG_LISTS];
  if (some === undefined) throw new Error(`--list is one of ${Object.keys(BUG_LISTS).join(', ')}`);
  return some;
}

/** Looks at what is said to be seen up to three times: what clients happen to do differs. @returns whether all of it was */
async function seenByClients(): Promise<boolean> {
  const seen: PlantedBug[] = [];
  for (const bug of bugs) {
    let rules: Record<string, number> = {};
    for (let seed = 1; Object.keys(rules).length === 0 && seed <= (bug.unseen ? 1 : 3); seed += 1)
      rules = await brokenRules(bug, stage, seed);
    const isSeen = Object.keys(rules).length > 0;
    if (isSeen) seen.push(bug);
    console.log(`${isSeen ? 'seen    ' : 'not seen'}  ${bug.name}  |  ${isSeen ? JSON.stringify(rules) : (bug.unseen ?? 'AND SHOULD BE')}`);
  }
  console.log(`faults that clients can tell from their histories: ${seen.length} of ${bugs.length}`);
  return bugs.every((bug) => bug.unseen !== undefined || seen.includes(bug));
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
  const isRun = [...passed, ...failed].some((fullName) => fullName.includes(name));
  const some = [...said].filter(([fullName]) => !isRun || fullName.includes(name));
  const lines = some.map(([fullName, message]) => `${fullName}: ${message.slice(0, MOST_SAID)}`);
  if (!isRun) lines.unshift(`no such test was run (${passed.length} others passed, ${failed.length} failed)`);
  return lines.length > 0 ? lines.join('\n') : 'it passed';
}
