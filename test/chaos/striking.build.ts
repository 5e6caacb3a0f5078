import { appendFileSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inRoot } from '../../scripts/start/paths.mjs';
import type { Disposer } from '../support/disposer.js';

/** A line of the built program at which a process may be struck by a signal. */
export interface StrikePoint {
  name: string;
  /** Built file, from `dist/src/`. */
  file: string;
  /** Text that occurs once, where a statement of an async function begins. The process is struck before that statement. */
  at: string;
  /** Expression that says of what kind the work is: added to the name. */
  kind?: string;
}

export interface Strike {
  /** Name of the point, a colon, and the kind; or the name alone. */
  points: string[];
  signal: 'SIGSTOP' | 'SIGKILL';
  /** True: the first process that comes there; false: each one, each time. */
  once: boolean;
  /** The signal comes so long after the point was reached; the work goes on meanwhile, unless `holds`. Default: at once. */
  afterMs?: number;
  /** The work waits at the point until the signal comes. */
  holds?: boolean;
}

export interface StrikingBuild {
  dist: string;
  arm(strike: Strike): void;
  disarm(): void;
  /** What has been struck since the last `arm`, in order. */
  struck(): { point: string; pid: number }[];
}

/** `unlinkSync` decides who is struck when two processes come at once. */
const strikes = (folder: string) => `import { appendFileSync, readFileSync, unlinkSync } from 'node:fs';
globalThis.strike = async (name, kind) => {
  const point = kind === undefined ? name : name + ':' + kind;
  try {
    const strike = JSON.parse(readFileSync(${JSON.stringify(join(folder, 'armed'))}, 'utf8'));
    if (!strike.points.includes(point)) return;
    if (strike.once) unlinkSync(${JSON.stringify(join(folder, 'armed'))});
    const hit = () => {
      appendFileSync(${JSON.stringify(join(folder, 'struck'))}, JSON.stringify({ point, pid: process.pid }) + '\\n');
      process.kill(process.pid, strike.signal);
    };
    if (strike.afterMs === undefined) return hit();
    setTimeout(hit, strike.afterMs);
    if (strike.holds) await new Promise(() => {});
  } catch {
    return;
  }
};
`;

/**
 * Copies the build and plants the points.
 * @throws when a point's text is not in its file, or is there more than once: the point would be somewhere else than its name says
 */
export function buildThatIsStruck(disposer: Disposer, points: readonly StrikePoint[]): StrikingBuild {
  const dist = mkdtempSync(inRoot('dist-struck-'));
  disposer.add(() => rmSync(dist, { recursive: true, force: true }));
  cpSync(inRoot('dist'), dist, { recursive: true });
  const change = (file: string, how: (text: string) => string) => {
    const path = join(dist, 'src', file);
    writeFileSync(path, how(readFileSync(path, 'utf8')));
  };
  for (const { name, file, at, kind } of points) {
    change(file, (text) => {
      const parts = text.split(at);
      if (parts.length !== 2) throw new Error(`"${name}": ${file} has ${parts.length - 1} places with ${at}`);
      return parts.join(`await globalThis.strike(${JSON.stringify(name)}${kind === undefined ? '' : `, ${kind}`});\n${at}`);
    });
  }
  change('main.js', (text) => strikes(dist) + text);
  const log = join(dist, 'struck');
  return {
    dist,
    arm(strike) {
      writeFileSync(log, '');
      writeFileSync(join(dist, 'armed'), JSON.stringify(strike));
    },
    disarm: () => rmSync(join(dist, 'armed'), { force: true }),
    struck() {
      if (!existsSync(log)) appendFileSync(log, '');
      const lines = readFileSync(log, 'utf8').split('\n').filter(Boolean);
      return lines.map((line) => JSON.parse(line) as { point: string; pid: number });
    },
  };
}

/** Points round the work of every job, whatever its queue; their kind is the queue. */
export const JOB_POINTS: StrikePoint[] = [
  { name: 'before the work', file: 'jobs/job.runner.js', at: 'await job.run(', kind: 'contract.name' },
  { name: 'before the transaction', file: 'jobs/job.attempt.js', at: 'const result = await unitOfWork.run(', kind: 'queue' },
  { name: 'in the transaction', file: 'jobs/job.attempt.js', at: 'const made = await work(tx);', kind: 'queue' },
  { name: 'before the commit', file: 'jobs/job.attempt.js', at: 'return made;', kind: 'queue' },
  { name: 'after the commit', file: 'jobs/job.attempt.js', at: 'this.#isWritten = true;\n        return result;', kind: 'queue' },
];
