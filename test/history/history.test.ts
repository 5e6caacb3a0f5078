import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { buildWithout } from '../support/box-office.js';
import { useDisposer } from '../support/disposer.js';
import { freshDatabase, privateRedis } from '../support/services.js';
import { check, total } from './checker.js';
import { readHistories } from './history.js';
import { record } from './recording.js';
import { faultsOf, reportOf } from './report.js';

const disposer = useDisposer();
const DIST = fileURLToPath(new URL('../../dist/', import.meta.url));

/** A few seconds of what `npm run test:history` does at length. */
async function sample(dist: string, apis: number) {
  const [redis, database] = await Promise.all([privateRedis(), freshDatabase()]);
  disposer.add(() => redis.stop());
  disposer.add(database.drop);
  const folder = mkdtempSync(join(tmpdir(), 'aisle-history-'));
  disposer.add(() => rmSync(folder, { recursive: true, force: true }));
  const { httpProxy } = await record({
    databaseUrl: database.databaseUrl,
    redisUrl: redis.redisUrl,
    dist,
    folder,
    seconds: 3,
    seed: 20_261_120,
    apis,
    httpClients: 12,
    httpRoundMs: 3_000,
    scriptDrivers: 1,
    scriptClients: 12,
  });
  const verdict = total((await readHistories(folder)).map((history) => check(history)));
  for (const line of [...reportOf('sample', verdict), ...faultsOf(verdict, 2)]) console.log(line);
  return { verdict, httpProxy };
}

test('clients of two api processes, with replies of Redis cut, see every seat as if it were served one by one', async () => {
  const { verdict, httpProxy } = await sample(DIST, 2);
  expect(verdict.faults).toEqual([]);
  expect(verdict.undecided).toBe(0);
  expect(verdict.operations).toBeGreaterThan(500);
  expect(verdict.unknown).toBeGreaterThan(verdict.operations * 0.01);
  expect(verdict.refused).toBeGreaterThan(verdict.operations * 0.2);
  expect(httpProxy.cuts).toBeGreaterThan(0);
}, 180_000);

test('clients at the inventory see every seat as if it were served one by one', async () => {
  const { verdict } = await sample(DIST, 0);
  expect(verdict.faults).toEqual([]);
  expect(verdict.operations).toBeGreaterThan(500);
}, 180_000);

test('the same clients see that something is wrong when a held seat is not refused', async () => {
  const { verdict } = await sample(buildWithout(disposer, { 'includes/refuse-seats.lua': ['if #taken > 0 then'] }), 0);
  expect(verdict.faults.length).toBeGreaterThan(0);
}, 180_000);
