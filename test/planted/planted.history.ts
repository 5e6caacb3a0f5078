import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { check, total } from '../history/checker.js';
import { readHistories } from '../history/history.js';
import { record } from '../history/recording.js';
import type { Stage } from '../history/servers.js';
import type { PlantedBug } from './planted.bug.js';

/**
 * Plants a fault of the scripts in the build and records clients at the inventory for a few seconds, without naming a test.
 * @returns the rules that the history breaks, with how often; empty: clients could not tell
 */
export async function brokenRules(bug: PlantedBug, stage: Stage): Promise<Record<string, number>> {
  const folder = mkdtempSync(join(tmpdir(), 'aisle-planted-'));
  const path = join(stage.dist, bug.file);
  const text = readFileSync(path, 'utf8');
  if (text.split(bug.from).length !== 2) throw new Error(`${bug.name}: ${bug.file} does not hold once: ${bug.from}`);
  writeFileSync(
    path,
    text.replace(bug.from, () => bug.to),
  );
  try {
    await record({
      ...stage,
      folder,
      seconds: 3,
      seed: 3,
      apis: 0,
      httpClients: 0,
      scriptDrivers: 1,
      scriptClients: 16,
      scriptRoundMs: 1500,
    });
    const { faults, operations } = total((await readHistories(folder)).map((history) => check(history)));
    if (operations < 100) throw new Error(`${bug.name}: only ${operations} operations were recorded`);
    return Object.fromEntries(counts(faults.map(({ rule }) => rule)));
  } finally {
    writeFileSync(path, text);
    rmSync(folder, { recursive: true, force: true });
  }
}

function counts(rules: readonly string[]): Map<string, number> {
  const map = new Map<string, number>();
  for (const rule of rules) map.set(rule, (map.get(rule) ?? 0) + 1);
  return map;
}
