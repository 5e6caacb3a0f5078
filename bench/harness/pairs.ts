import type { CpuTimes } from './cpu.clock.js';
import { bootstrapInterval, median, seededRandom } from './statistics.js';

/** What one slice of one arm gave. */
export interface Slice {
  operations: number;
  ms: number;
  /** CPU milliseconds by process name. */
  cpu: CpuTimes;
  /** Share of the machine's time that its host gave to others. */
  steal: number;
  /** Share of its core that the load generator used, where there is one of its own. */
  generator?: number;
  /** Everything that must be 0: seats held twice, counts that differ, answers that nobody expected. */
  faults: string[];
  /** Other numbers that the report shows. */
  extra?: Record<string, number>;
}

export interface Arm {
  name: string;
  /** Runs for about that long, after its own warm-up and preparations. */
  run(seconds: number): Promise<Slice>;
}

export interface PairOptions {
  pairs: number;
  seconds: number;
  seed: number;
  /** Processes whose CPU time per operation is compared. */
  cpuOf: string[];
}

export interface Ratio {
  median: number;
  interval: [number, number];
}

export interface PairedResult {
  a: string;
  b: string;
  /** Operations a second of a over those of b; above 1: a is faster. */
  rate: Ratio;
  /** CPU time per operation of b over that of a, of the processes in `cpuOf` together; above 1: a is cheaper. */
  cpu: Ratio;
  cpuOf: string[];
  slices: { a: Slice[]; b: Slice[] };
  /** Pairs that were thrown away, and why. */
  voided: string[];
}

/** More than this makes a pair void: the numbers would tell of the neighbours, or of the generator. */
const MOST_STEAL = 0.02;
const MOST_GENERATOR = 0.9;

/**
 * Runs two arms in turns, in each pair in an order that is drawn, until there are enough pairs that count; at most three times as many are
 * run. Fewer than wished is said by `voided`.
 * @throws when no pair counts; and when an arm breaks a promise (a seat held twice, a count that differs): a wrong answer has no speed
 */
export async function runPairs(a: Arm, b: Arm, options: PairOptions): Promise<PairedResult> {
  const random = seededRandom(options.seed);
  const slices: PairedResult['slices'] = { a: [], b: [] };
  const voided: string[] = [];
  await a.run(Math.min(2, options.seconds));
  await b.run(Math.min(2, options.seconds));
  for (let pair = 0; slices.a.length < options.pairs && pair < 3 * options.pairs; pair += 1) {
    const aFirst = random() < 0.5;
    const first = await (aFirst ? a : b).run(options.seconds);
    const second = await (aFirst ? b : a).run(options.seconds);
    const [ofA, ofB] = aFirst ? [first, second] : [second, first];
    const faults = [...ofA.faults.map((fault) => `${a.name}: ${fault}`), ...ofB.faults.map((fault) => `${b.name}: ${fault}`)];
    if (faults.length > 0) throw new Error(`wrong answers: ${faults.slice(0, 5).join('; ')}`);
    const why = voidReason(ofA) ?? voidReason(ofB);
    if (why !== null) {
      voided.push(why);
      continue;
    }
    slices.a.push(ofA);
    slices.b.push(ofB);
  }
  if (slices.a.length === 0) throw new Error(`no pair counts: ${voided.join('; ')}`);
  const cpuOf = (slice: Slice) => sumOf(slice.cpu, options.cpuOf) / slice.operations;
  const ratio = (values: number[]): Ratio => ({ median: median(values), interval: bootstrapInterval(values, random) });
  return {
    a: a.name,
    b: b.name,
    rate: ratio(slices.a.map((slice, at) => rateOf(slice) / rateOf(slices.b[at]!))),
    cpu: ratio(slices.a.map((slice, at) => cpuOf(slices.b[at]!) / cpuOf(slice))),
    cpuOf: options.cpuOf,
    slices,
    voided,
  };
}

export function rateOf(slice: Slice): number {
  return (slice.operations / slice.ms) * 1000;
}

function sumOf(cpu: CpuTimes, names: string[]): number {
  return names.reduce((sum, name) => sum + (cpu[name] ?? 0), 0);
}

function voidReason({ steal, generator = 0 }: Slice): string | null {
  if (steal > MOST_STEAL) return `the host took ${(100 * steal).toFixed(1)} % of the time`;
  if (generator > MOST_GENERATOR) return `the generator used ${(100 * generator).toFixed(0)} % of its core`;
  return null;
}
