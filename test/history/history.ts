import { createReadStream, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { LineRules } from '../../src/domain/line.js';

/**
 * What clients did and were told, one line of JSON each; docs/PROOF.md describes the format for other checkers. Times are microseconds
 * on one monotonic clock of the machine; `ret` is null when no answer came: the operation may or may not have had its effect.
 */
export interface Operation {
  /** Unique in its history. */
  id: string;
  /** Who asked. */
  buyer: string;
  f:
    | 'hold'
    | 'change'
    | 'extend'
    | 'release'
    | 'pay'
    | 'sell'
    | 'confirm'
    | 'cancel'
    | 'read'
    | 'again'
    | 'probe'
    | 'block'
    | 'unblock'
    | 'join'
    | 'look'
    | 'leave';
  /** Of a probe: what must not work, and is tried; see `PROBES`. */
  tried?: Probe;
  /** Seats asked for, or of the hold that is acted on, or looked at. */
  seats: number[];
  /** Seats that the hold which is acted on may have or not, since nobody was told what became of a change. */
  perhaps?: number[];
  /** Of a change: what it adds and drops, and the new numbers of places by tier. */
  change?: HoldChange;
  /** Of a wish at a gate: the admission that was shown; empty without one. */
  shown?: string;
  /** Of `again`, on a hold that has been changed: what was asked for at first. */
  wish?: { seats: number[]; places: [tier: number, quantity: number][] };
  /** Places asked for, or of the hold: pairs of tier and quantity. */
  places: [tier: number, quantity: number][];
  /** The hold that is acted on. */
  fence: number | null;
  call: number;
  ret: number | null;
  out: Outcome | null;
}

/** What is changed of a hold, all or nothing. */
export interface HoldChange {
  add: number[];
  drop: number[];
  places: [tier: number, quantity: number][];
}

/**
 * What must not work, by the answers that it must get: somebody else's hold, one's own with a changed secret or epoch, a used key with another
 * wish or change; and, at the inventory itself, undoing another order's payment, giving a sold order back, and loading an epoch that is there.
 */
export const PROBES = {
  'hold of another': ['GONE'],
  'wrong secret': ['GONE'],
  'wrong epoch': ['GONE'],
  'used key': ['CONFLICT'],
  'used key of a change': ['CONFLICT'],
  'no admission': ['NOT_ADMITTED', 'CLOSED'],
  'forged admission': ['NOT_ADMITTED', 'CLOSED'],
  'admission of another': ['NOT_ADMITTED', 'CLOSED'],
  'other order': ['ABSENT', 'CLOSED'],
  'sold order': ['ABSENT', 'CLOSED'],
  'same epoch': ['STALE'],
} as const satisfies Record<string, readonly string[]>;

export type Probe = keyof typeof PROBES;

export interface Outcome {
  /** The word of the answer; see docs/PROOF.md. */
  word: string;
  /** HELD: the hold that was granted, or extended. */
  fence?: number;
  /** HELD: the seats that were granted, or that the hold has now. PAYING: those that are paid for. */
  got?: number[];
  /** With `got`, of a change or a payment: the places. */
  places?: [tier: number, quantity: number][];
  /** HELD: milliseconds until the hold lapses, and how often it has been extended. ADMITTED: until the admission is over. */
  left?: number;
  extensions?: number;
  /** UNAVAILABLE: the seats that were not free. */
  taken?: number[];
  /** SHORT: tier and free places. */
  short?: [tier: number, free: number];
  /** WAITING, ADMITTED, EXPIRED, LEFT: number of arrival. */
  arrival?: number;
  /** ADMITTED: what must be shown; `left` says for how long. */
  admission?: string;
  /** How many admissions the gate counts as alive. */
  open?: number;
  /** FEWER: tier and blocked places. */
  blocked?: [tier: number, blocked: number];
  /** UNBLOCKED, of places that were put back: there may have been fewer. */
  atMost?: boolean;
  /** MAP: the state of each of `seats`. */
  states?: number[];
  /** MAP: free places, pairs of tier and number. */
  free?: [tier: number, free: number][];
  /** The map's version that the answer was judged on, as a fence; not told over HTTP. */
  at?: number;
  /** PAYING: the order, and until when it may be paid, milliseconds on the server's clock. */
  order?: string;
  until?: number;
  /** DONE: whether this very call made the map say so. */
  first?: boolean;
  /** BROKEN: what was said instead of an answer. */
  said?: string;
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
  /** Units that one buyer may hold and own. */
  maxPerBuyer?: number;
  /** Of an event with a waiting room: most people let in a second, and most admissions for each free unit. */
  gate?: LineRules;
  /** Whether every change was listened to from before the sale on. */
  watched?: boolean;
}

/** A time in which nothing was sold, by who closed and opened the sale: when each began and ended to do so. Microseconds. */
export interface Shut {
  from: [call: number, ret: number];
  until: [call: number, ret: number];
  /** The epoch under which the inventory was built again, when it had been lost. */
  epoch: number | null;
}

/** One change of the map, as somebody who listens heard of it. */
export interface Change {
  epoch: number;
  version: number;
  /** seat × 4 + state. */
  words: number[];
  free: [tier: number, free: number][];
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
  shuts: Shut[];
  /** In the order in which they were heard. */
  changes: Change[];
}

/** Epoch and serial as one number that compares as they do. */
export function fenceNumber(epoch: number, serial: number): number {
  return epoch * 1e10 + serial;
}

export function epochOf(fence: number): number {
  return Math.floor(fence / 1e10);
}

/** Microseconds on the machine's monotonic clock, the same in all its processes. */
export function nowMicros(): number {
  return Number(process.hrtime.bigint() / 1000n);
}

/**
 * Reads every history of a folder: `<name>.jsonl` files whose lines are `{terms}`, `{op}`, `{owned}`, `{shut}` and `{change}` of the event
 * that `e` names. An event's lines may lie in several files, in any order; its changes lie in one, in theirs.
 */
export async function readHistories(folder: string): Promise<EventHistory[]> {
  const byEvent = new Map<string, EventHistory>();
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.jsonl'))) {
    for await (const line of createInterface({ input: createReadStream(join(folder, file)) })) {
      if (line === '') continue;
      const { e, terms, op, owned, shut, change } = JSON.parse(line) as Line;
      const history = byEvent.get(e) ?? { terms: { event: e } as Terms, operations: [], owned: [], shuts: [], changes: [] };
      byEvent.set(e, history);
      if (terms) history.terms = terms;
      if (op) history.operations.push(op);
      if (owned) history.owned.push(owned);
      if (shut) history.shuts.push(shut);
      if (change) history.changes.push(change);
    }
  }
  return [...byEvent.values()];
}

interface Line {
  e: string;
  terms?: Terms;
  op?: Operation;
  owned?: Owned;
  shut?: Shut;
  change?: Change;
}
