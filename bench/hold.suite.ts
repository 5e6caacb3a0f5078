import { Redis } from 'ioredis';
import { engineCaller, holdingArm, rawCaller } from './b1.engine.js';
import { apolloArm, emptyArm, forUpdateArm, holdArm, type MutationBench } from './b2.mutation.js';
import { hallArms, holdArms } from './b12.flatness.js';
import { runStorms } from './b13.storm.js';
import { measureCandidates, seatParties } from './best-available.js';
import { LoadGenerator } from './harness/child.process.js';
import { type Engine, openEngine, startAfresh } from './harness/engine.js';
import { pin } from './harness/machine.js';
import { openOffice } from './harness/office.js';
import { type Arm, type PairOptions, rateOf, runPairs } from './harness/pairs.js';
import { printTable, ratioText, type Report } from './harness/report.js';
import { median } from './harness/statistics.js';
import { OTHER_CORE, SERVER_CORE, setStage, withLedger } from './harness/stage.js';

export const PARTS = ['b1', 'b2a', 'b2b', 'b2c', 'b12', 'b13', 'best'] as const;
export type Part = (typeof PARTS)[number];

export interface SuiteOptions {
  parts: readonly Part[];
  pairs: number;
  seconds: number;
  seed: number;
  pinned: boolean;
  /** Folder of another build to measure. */
  dist?: string | undefined;
  /** Storms of B13. */
  storms: number;
  /** Holds a second during a storm; 0: 40 % of what was measured as B2, or of what a short look shows. */
  rate: number;
  /** Holds that lapse in a storm. */
  stormHolds: number;
}

/** `npm run bench -- hold` */
export async function runHoldSuite(options: SuiteOptions, report: Report): Promise<void> {
  const plain = await setStage(options);
  try {
    if (options.pinned) pin(process.pid, SERVER_CORE);
    const engine = await openEngine(plain.redisUrl);
    plain.lifeline.add('engine', () => engine.redis.disconnect());
    const wants = (...parts: Part[]) => parts.some((part) => options.parts.includes(part));
    const paired = (cpuOf: string[]): PairOptions => ({ ...options, cpuOf });
    const inProcess = { node: [process.pid], redis: [plain.redisPid] };
    if (wants('b1')) await engineAgainstScript(engine, inProcess, plain.redisUrl, paired(['node', 'redis']), report);
    if (wants('b12')) {
      await startAfresh(engine);
      const show = async (name: string, [a, b]: [Arm, Arm]) => report.paired(name, await runPairs(a, b, paired(['redis'])), 0.9);
      await show('B12 seats', await hallArms(engine, inProcess));
      await show('B12 holds', await holdArms(engine, inProcess));
    }
    if (wants('best')) {
      await startAfresh(engine);
      await showCandidates(engine, options.seed, report);
    }
    await startAfresh(engine);
    if (!wants('b2a', 'b2b', 'b2c', 'b13', 'best')) return;
    if (options.pinned) pin(process.pid, OTHER_CORE);
    const stage = await withLedger(plain);
    const office = await openOffice(stage, options);
    const load = new LoadGenerator(options.pinned ? OTHER_CORE : undefined);
    stage.lifeline.add('load', () => load.end());
    const watched = { node: [office.api.pid], redis: [stage.redisPid], postgres: [stage.postgresPid] };
    await overHttp({ stage, office, engine, load, watched }, options, report);
  } finally {
    await plain.lifeline.end();
  }
}

async function engineAgainstScript(engine: Engine, watched: Record<string, number[]>, url: string, options: PairOptions, report: Report) {
  const raw = new Redis(url, { enableAutoPipelining: true });
  const ours = holdingArm('engine, one call a request', engine, engineCaller(engine), watched);
  const bare = holdingArm('ioredis autopipelining the bare script', engine, await rawCaller(raw), watched);
  report.paired('B1', await runPairs(ours, bare, options), 0.9);
  raw.disconnect();
}

async function overHttp(bench: MutationBench, options: SuiteOptions, report: Report): Promise<void> {
  const paired: PairOptions = { ...options, cpuOf: ['node', 'redis', 'postgres'] };
  const hold = holdArm(bench);
  const rates: number[] = [];
  const against = async (name: string, peer: Arm, aim: number) => {
    const result = await runPairs(hold, peer, paired);
    rates.push(...result.slices.a.map(rateOf));
    report.paired(name, result, aim);
  };
  if (options.parts.includes('b2a')) await against('B2a', emptyArm(bench), 0.7);
  if (options.parts.includes('b2b')) await against('B2b', await apolloArm(bench), 0.9);
  if (options.parts.includes('b2c')) await against('B2c', await forUpdateArm(bench), 8);
  if (options.parts.includes('best')) {
    const parties = await seatParties(bench.office, bench.engine);
    report.line('parties', parties);
    console.log(
      `\n${parties.parties} parties of four at once on 2,000 seats: ${parties.together} sit together, ${parties.refused} got nothing, ` +
        `${parties.callsEach.toFixed(2)} calls each, all answered after ${parties.ms.toFixed(0)} ms`,
    );
  }
  if (!options.parts.includes('b13')) return;
  if (rates.length === 0 && options.rate === 0)
    rates.push(rateOf(await hold.run(options.seconds)), rateOf(await hold.run(options.seconds)));
  const rate = options.rate || Math.round(0.4 * median(rates));
  await showStorms(bench, { ...options, rate }, report);
}

async function showCandidates(engine: Engine, seed: number, report: Report): Promise<void> {
  const rows = await measureCandidates(engine, seed);
  for (const row of rows) report.line('candidates', row);
  console.log("\nRedis' time for a hold of four with 32 candidates, 60,096 seats, orphan rule on, µs");
  printTable([
    ['sold', 'free candidate', 'calls', 'median', 'p99', 'worst'],
    ...rows.map((row) => [row.sold, row.free, row.calls, row.medianUs, row.p99Us, row.worstUs].map(String)),
  ]);
}

async function showStorms(bench: MutationBench, options: SuiteOptions, report: Report): Promise<void> {
  await bench.office.startWorker();
  const { runs, ratio } = await runStorms(bench, { ...options, runs: options.storms, holds: options.stormHolds });
  for (const run of runs) report.line('storm', run);
  console.log(`\nB13: ${options.stormHolds.toLocaleString('en')} holds lapse at one moment while ${options.rate} holds a second go on`);
  printTable([
    ['run', 'calm p50/p99/max ms', 'storm p50/p99/max ms', 'freed after', 'sent late', 'faults'],
    ...runs.map(({ calm, storm, completionMs, faults }, at) => [
      String(at + 1),
      ...[calm, storm].map(({ latency }) => [latency.p50, latency.p99, latency.max].map((ms) => ms.toFixed(1)).join('/')),
      `${(completionMs / 1000).toFixed(1)} s`,
      [calm, storm].map(({ late }) => `${(100 * late).toFixed(1)} %`).join(', '),
      String(faults.length),
    ]),
  ]);
  for (const fault of runs.flatMap(({ faults }) => faults).slice(0, 5)) console.log(`  wrong: ${fault}`);
  console.log(`  p99 in the storm over p99 in the calm: ${ratioText(ratio)}, aim 1.5: ${ratio.median <= 1.5 ? 'reached' : 'missed'}`);
}
