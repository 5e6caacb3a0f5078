import { createReadStream, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/**
 * What clients did and were told, one line of JSON each; docs/PROOF.md describes the format for other checkers. Times are microseconds
 * on one monotonic clock of the machine; `ret` is null when no answer came: the operation may or may not have had its effect.
 */
export interface Operation {
  /** Unique in its history. */
  id: string;
  /** Who asked. */
  buyer: string;
  f: 'hold' | 'extend' | 'release' | 'pay' | 'sell' | 'confirm' | 'read';
  /** Seats asked for, or of the hold that is acted on, or looked at. */
  seats: number[];
  /** Places asked for, or of the hold: pairs of tier and quantity. */
  places: [tier: number, quantity: number][];
  /** The hold that is acted on. */
  fence: number | null;
  call: number;
  ret: number | null;
  out: Outcome | null;
}

export interface Outcome {
  /** The word of the answer; see docs/PROOF.md. */
  word: string;
  /** HELD: the hold that was granted, or extended. */
  fence?: number;
  /** HELD: the seats that were granted. */
  got?: number[];
  /** UNAVAILABLE: the seats that were not free. */
  taken?: number[];
  /** SHORT: tier and free places. */
  short?: [tier: number, free: number];
  /** MAP: the state of each of `seats`. */
  states?: number[];
  /** MAP: free places, pairs of tier and number. */
  free?: [tier: number, free: number][];
}

/** The terms under which one event was sold. */
export interface Terms {
  event: string;
  seatCount: number;
  /** Places by tier; tiers of numbered seats are not named. */
  capacities: [tier: number, capacity: number][];
  holdMs: number;
  extensionMs: number;
  extensions: number;
}

/** What the ledger, or for drivers without one the inventory, says in the end: who owns what. */
export interface Owned {
  seats: number[];
  places: [tier: number, quantity: number][];
  fence: number;
  /** SOLD, or PAYING for an order that nobody paid. */
  stage: 'PAYING' | 'SOLD';
}

export interface EventHistory {
  terms: Terms;
  operations: Operation[];
  owned: Owned[];
}

/** Epoch and serial as one number that compares as they do. */
export function fenceNumber(epoch: number, serial: number): number {
  return epoch * 1e10 + serial;
}

/** Microseconds on the machine's monotonic clock, the same in all its processes. */
export function nowMicros(): number {
  return Number(process.hrtime.bigint() / 1000n);
}

/**
 * Reads every history of a folder: `<name>.jsonl` files whose lines are `{terms}`, `{op}` and `{owned}` of the event that `e` names.
 * An event's lines may lie in several files, in any order.
 */
export async function readHistories(folder: string): Promise<EventHistory[]> {
  const byEvent = new Map<string, EventHistory>();
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.jsonl'))) {
    for await (const line of createInterface({ input: createReadStream(join(folder, file)) })) {
      if (line === '') continue;
      const { e, terms, op, owned } = JSON.parse(line) as { e: string; terms?: Terms; op?: Operation; owned?: Owned };
      const history = byEvent.get(e) ?? { terms: { event: e } as Terms, operations: [], owned: [] };
      byEvent.set(e, history);
      if (terms) history.terms = terms;
      if (op) history.operations.push(op);
      if (owned) history.owned.push(owned);
    }
  }
  return [...byEvent.values()];
}
