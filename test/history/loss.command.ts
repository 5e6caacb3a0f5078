import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { inRoot } from '../../scripts/start/paths.mjs';
import { isSound, lossReport } from './loss.report.js';
import { loseAgainAndAgain } from './loss.run.js';
import { LossyRedis } from './lossy.redis.js';
import { setStage } from './servers.js';

/**
 * `npm run test:loss -- --moments 50 --chart <a larger hall>`: FLUSHALL, DEL of single keys and cut append-only files at random moments of a
 * running sale, in the arena of the demonstration and, when its chart is given, in another hall. Ends non-zero when a seat was sold twice,
 * anything was sold while the map was lost, or an order was lost.
 */
const { values } = parseArgs({
  options: {
    moments: { type: 'string', default: '50' },
    seed: { type: 'string', default: '1' },
    chart: { type: 'string' },
    'chart-moments': { type: 'string', default: '12' },
  },
});

const halls = [
  { name: 'Arena', path: inRoot('prisma', 'charts', 'erfurt-arena.json'), moments: Number(values.moments) },
  ...(values.chart === undefined ? [] : [{ name: 'Given chart', path: values.chart, moments: Number(values['chart-moments']) }]),
].filter(({ moments }) => moments > 0);
for (const { name, path, moments } of halls) {
  if (!existsSync(path)) {
    console.log(`${name}: skipped, there is no ${path}`);
    continue;
  }
  const stage = await setStage('loss');
  const redis = await LossyRedis.start();
  try {
    const chart = JSON.parse(readFileSync(path, 'utf8'));
    const result = await loseAgainAndAgain({ ...stage, folder: stage.dist, redis, chart, moments, seed: Number(values.seed) });
    for (const line of lossReport(name, result)) console.log(line);
    if (!isSound(result)) process.exitCode = 1;
  } finally {
    await redis.stop();
    await stage.end();
  }
}
