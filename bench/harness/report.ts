import { appendFileSync, mkdirSync } from 'node:fs';
import { inRoot } from '../../scripts/start/paths.mjs';
import { type PairedResult, rateOf, type Ratio, type Slice } from './pairs.js';
import { median } from './statistics.js';

/** Keeps every number of a run as JSON lines under .data/bench, and prints tables of what matters. */
export class Report {
  readonly path: string;

  constructor(command: string) {
    mkdirSync(inRoot('.data', 'bench'), { recursive: true });
    this.path = inRoot('.data', 'bench', `${new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}-${command}.jsonl`);
  }

  line(kind: string, facts: object): void {
    appendFileSync(this.path, `${JSON.stringify({ kind, ...facts })}\n`);
  }

  /** @param aim what the ratio should reach */
  paired(name: string, result: PairedResult, aim: number): void {
    this.line('paired', { name, aim, ...result });
    console.log(`\n${name}: ${result.a} against ${result.b}`);
    printTable([
      ['arm', 'operations/s', 'CPU µs an operation', 'p50 ms', 'p99 ms', 'generator'],
      armRow(result.a, result.slices.a),
      armRow(result.b, result.slices.b),
    ]);
    const verdict = result.rate.median >= aim ? 'reached' : 'missed';
    const cpu = `CPU of ${result.cpuOf.join(' + ')} ${ratioText(result.cpu)}`;
    console.log(`  rate ${ratioText(result.rate)}, aim ${aim}: ${verdict}; ${cpu}; ${result.slices.a.length} pairs`);
    if (isWide(result.rate))
      console.log('  the interval of the rate is wider than ±10 %: the machine was not quiet enough for this number');
    if (result.voided.length > 0) console.log(`  void: ${result.voided.join('; ')}`);
  }
}

export function ratioText({ median: middle, interval: [low, high] }: Ratio): string {
  return `${middle.toFixed(2)}x (95 %: ${low.toFixed(2)} to ${high.toFixed(2)})`;
}

function isWide({ median: middle, interval: [low, high] }: Ratio): boolean {
  return (high - low) / 2 / middle > 0.1;
}

function armRow(name: string, slices: Slice[]): string[] {
  const of = (read: (slice: Slice) => number | undefined) => {
    const values = slices.map(read).filter((value) => value !== undefined);
    return values.length === 0 ? null : median(values);
  };
  const names = Object.keys(slices[0]?.cpu ?? {});
  const cpu = names.map((who) => `${who} ${of((slice) => (1000 * (slice.cpu[who] ?? 0)) / slice.operations)!.toFixed(1)}`);
  const ms = (key: string) => of((slice) => slice.extra?.[key])?.toFixed(1) ?? '';
  const generator = of((slice) => slice.generator);
  const share = generator === null ? '' : `${(100 * generator).toFixed(0)} %`;
  return [name, Math.round(of(rateOf)!).toLocaleString('en'), cpu.join(', '), ms('p50'), ms('p99'), share];
}

/** Prints rows under each other; the first is the head. */
export function printTable(rows: string[][]): void {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  for (const row of rows) console.log(`  ${row.map((cell, column) => cell.padEnd(widths[column]!)).join('  ')}`.trimEnd());
}
