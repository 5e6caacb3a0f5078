import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { useDisposer } from '../support/disposer.js';
import { smallChart } from '../support/sale.js';
import { freshDatabase } from '../support/services.js';
import { lossReport } from './loss.report.js';
import { loseAgainAndAgain } from './loss.run.js';
import { LossyRedis } from './lossy.redis.js';

const disposer = useDisposer();

test('a sale that loses its Redis, a key and the end of its file goes on without a seat sold twice or while it was lost', async () => {
  const database = await freshDatabase();
  disposer.add(database.drop);
  const redis = disposer.own(await LossyRedis.start());
  const folder = mkdtempSync(join(tmpdir(), 'aisle-loss-'));
  disposer.add(() => rmSync(folder, { recursive: true, force: true }));
  const dist = fileURLToPath(new URL('../../dist/', import.meta.url));
  const { databaseUrl } = database;
  const result = await loseAgainAndAgain({ databaseUrl, redis, dist, folder, chart: smallChart(30, 20), moments: 3, seed: 20_261_120 });
  for (const line of lossReport('sample', result)) console.log(line);
  expect(result).toMatchObject({ doubleSales: 0, soldWhileClosed: 0, shownFree: 0, lostOrders: 0 });
  expect(result.ordered).toBeGreaterThan(0);
  expect(result.losses.filter(({ rebuilt }) => rebuilt).length).toBeGreaterThanOrEqual(2);
}, 240_000);
