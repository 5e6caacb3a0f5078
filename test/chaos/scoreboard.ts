import { appendFileSync, mkdirSync } from 'node:fs';
import { inData } from '../../scripts/start/paths.mjs';
import type { Books } from './equations.js';

/** What one test of the orders' and the money's safety saw. */
export interface Score {
  /** Name of the test, such as T10. */
  test: string;
  /** What was done to the system, by kind, and how often. */
  faults: Record<string, number>;
  orders: number;
  /** Effects, each counted once by its key. */
  effects: number;
  /** Keys whose effect was there more than once. */
  double: number;
  /** Orders, payments or messages that were accepted and of which nothing is left. */
  lost: number;
  /** Orders that the ledger's last lines had to refuse; left out by a test in which nothing may come so far, and nobody counts. */
  conflicts?: number;
  /** From the end of a fault until everything was done; the longest, milliseconds. */
  worstRecoveryMs: number;
  /** What the ledger's equations said at the end; left out by a test that did not ask them. */
  books?: Books;
  /** Other figures that are worth saying. */
  also?: Record<string, number>;
}

/** Prints a score in one line, and keeps it in .data/chaos/money.jsonl, where scripts/test-chaos.mjs adds all up at the end of the run. */
export function score(line: Score): void {
  mkdirSync(inData('chaos'), { recursive: true });
  appendFileSync(inData('chaos', 'money.jsonl'), `${JSON.stringify(line)}\n`);
  const counts = (numbers: Record<string, number>) =>
    Object.entries(numbers)
      .map(([name, count]) => `${name} ${count}`)
      .join(', ');
  const also = Object.keys(line.also ?? {}).length === 0 ? '' : `; ${counts(line.also!)}`;
  const { books } = line;
  const equations =
    books === undefined
      ? ''
      : `; messages ${books.messages.written} = ${books.messages.effects} effects + ${books.messages.dead} dead + ${books.messages.waiting} waiting, ` +
        `money ${books.money.capturedMinor} - ${books.money.refundedMinor} = ${books.money.liveTicketMinor}`;
  console.log(
    `${line.test}: faults: ${counts(line.faults)}; orders ${line.orders}, effects ${line.effects}, double ${line.double}, lost ${line.lost}, ${line.conflicts === undefined ? '' : `refused by the last line ${line.conflicts}, `}` +
      `worst recovery ${(line.worstRecoveryMs / 1000).toFixed(1)} s${equations}${also}`,
  );
}
