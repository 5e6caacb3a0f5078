import { readdirSync, readFileSync } from 'node:fs';

/** Milliseconds of a tick in /proc (USER_HZ is 100 on every Linux that Node runs on). */
const TICK_MS = 10;

/** Processes whose CPU time is counted, by the name under which it is reported. A process counts with those children that are not watched. */
export type Watched = Record<string, number[]>;
/** CPU time in milliseconds since the process began, by name. */
export type CpuTimes = Record<string, number>;

/** One look at /proc/stat, in ticks of all cores together. */
export interface MachineTimes {
  total: number;
  steal: number;
}

/**
 * utime, stime and what its ended children used: fields 14 to 17, counted behind the name, which may hold blanks. Without the latter, a
 * server's connections that are closed meanwhile would take their time with them.
 */
function ticksOf(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  } catch {
    return 0; // gone: what a watched process used before is lost, so it must live as long as the run
  }
}

function childrenOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, 'latin1').split(' ').filter(Boolean).map(Number),
    );
  } catch {
    return [];
  }
}

/**
 * @returns the CPU time so far of the processes of each name, their children included. A child that is watched itself counts there alone:
 * a benchmark that works in its own process has started the servers too.
 */
export function cpuTimes(watched: Watched): CpuTimes {
  const named = new Set(Object.values(watched).flat());
  const heirs = (pid: number) => childrenOf(pid).filter((child) => !named.has(child));
  const sumOf = (pid: number): number => ticksOf(pid) + heirs(pid).reduce((sum, child) => sum + sumOf(child), 0);
  return Object.fromEntries(
    Object.entries(watched).map(([name, pids]) => [name, TICK_MS * pids.reduce((sum, pid) => sum + sumOf(pid), 0)]),
  );
}

export function machineTimes(): MachineTimes {
  const [line = ''] = readFileSync('/proc/stat', 'latin1').split('\n');
  const ticks = line.split(/\s+/).slice(1, 9).map(Number);
  return { total: ticks.reduce((sum, part) => sum + part, 0), steal: ticks[7] ?? 0 };
}

/** @returns the share of the machine's time between two looks that its host gave to others. */
export function stealShare(before: MachineTimes, after: MachineTimes): number {
  return (after.steal - before.steal) / Math.max(1, after.total - before.total);
}

/** @returns what each name used between two looks. */
export function cpuBetween(before: CpuTimes, after: CpuTimes): CpuTimes {
  return Object.fromEntries(Object.entries(after).map(([name, ms]) => [name, ms - (before[name] ?? 0)]));
}
