import type { Verdict } from './checker.js';
import type { Operation } from './history.js';

const percent = (part: number, whole: number) => `${((100 * part) / Math.max(1, whole)).toFixed(1)} %`;

/** A verdict in lines for people. */
export function reportOf(name: string, verdict: Verdict): string[] {
  const { histories, operations, unknown, refused, undecided, faults } = verdict;
  return [
    `${name}: ${histories} histories (seats of events), ${operations} operations`,
    `  unknown outcomes ${unknown} (${percent(unknown, operations)}), refusals ${refused} (${percent(refused, operations)}), undecided histories ${undecided}`,
    `  worst refusal after a deadline ${overrun(verdict.worstAskOverrunMs)}, worst map after a deadline ${overrun(verdict.worstMapOverrunMs)}`,
    `  violations ${faults.length}`,
  ];
}

function overrun(ms: number): string {
  return ms > 0 ? `${ms.toFixed(1)} ms` : 'none';
}

/** The first faults, with the operations that show them. */
export function faultsOf(verdict: Verdict, most = 5): string[] {
  return verdict.faults
    .slice(0, most)
    .flatMap(({ rule, event, text, operations }) => [`  ${rule}: event ${event}: ${text}`, ...operations.slice(0, 6).map(lineOf)]);
}

function lineOf({ id, f, seats, fence, call, ret, out }: Operation): string {
  return `    ${id} ${f} seats ${seats.slice(0, 6).join()} fence ${fence ?? '-'} [${call}, ${ret ?? '?'}] ${out === null ? 'unknown' : JSON.stringify(out)}`.slice(
    0,
    260,
  );
}
