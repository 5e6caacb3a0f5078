import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startFleet } from '../history/fleet.js';
import { setStage } from '../history/servers.js';
import { linesOf, runBurst } from './burst.js';

/**
 * `npm run test:burst -- --orders 10000 --seconds 10`: offers that many orders in that time to one api process over HTTP and GraphQL, on
 * holds that were made before, and waits until all are placed. Ends non-zero when one is lost, or refused without a time to come back.
 */
const { values } = parseArgs({
  options: { orders: { type: 'string', default: '10000' }, seconds: { type: 'string', default: '10' } },
});

const stage = await setStage('burst');
const folder = mkdtempSync(join(tmpdir(), 'aisle-burst-'));
try {
  const fleet = await startFleet({ ...stage, queueRedisUrl: stage.redisUrl, folder, apis: 1 });
  try {
    const options = { orders: Number(values.orders), seconds: Number(values.seconds) };
    const report = await runBurst({ ...options, url: fleet.urls[0]!, databaseUrl: stage.databaseUrl });
    for (const line of linesOf(report)) console.log(line);
    process.exitCode = report.lost + report.untold + report.faults.length === 0 ? 0 : 1;
  } finally {
    await fleet.stop();
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
  await stage.end();
}
