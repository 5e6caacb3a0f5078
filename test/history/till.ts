import type { HoldChange, Outcome, Probe, Terms } from './history.js';

/** A hold as a client knows it: enough to act on it, and to say in a history what it is of. */
export interface ClientHold {
  fence: number;
  /** The key of the wish that got it, and that wish. */
  key: string;
  wish: Wish;
  /** Those that it has for certain. */
  seats: number[];
  places: [tier: number, quantity: number][];
  /** Set while changes are unanswered: the seats that they named. */
  perhaps?: number[];
  /** The latest change that was granted. */
  changed?: { change: HoldChange; key: string };
  /** The till's own address of it. */
  address: unknown;
  /** Set once it is being paid. */
  order: string | null;
}

export interface Wish {
  seats: number[];
  places: [tier: number, quantity: number][];
}

export interface Answer {
  out: Outcome;
  /** HELD: the hold. */
  hold?: ClientHold;
  /** PAYING: the order. */
  order?: string;
}

/**
 * One buyer's way to one event: over HTTP, or by the inventory itself. Every method rejects when no answer came: then the operation may or may
 * not have had its effect.
 */
export interface Till {
  readonly buyer: string;
  /** @param shown at the gate of an event with a waiting room */
  hold(wish: Wish, key: string, shown?: string): Promise<Answer>;
  extend(hold: ClientHold): Promise<Answer>;
  change(hold: ClientHold, change: HoldChange, key: string): Promise<Answer>;
  release(hold: ClientHold): Promise<Answer>;
  pay(hold: ClientHold): Promise<Answer>;
  /** `sell` where a ledger is told and the map follows, `confirm` where the map itself is. */
  readonly sale: 'sell' | 'confirm';
  sell(hold: ClientHold): Promise<Answer>;
  /** Whether there is a ledger in which an order can be cancelled. */
  readonly cancels: boolean;
  cancel(hold: ClientHold): Promise<Answer>;
  read(seats: number[]): Promise<Answer>;
  /** Whether a key stands for the same hold all through the sale: where epochs are lost, it may come to stand for another. */
  readonly keepsKeys: boolean;
  /** What can be tried in vain here. */
  readonly probes: readonly Probe[];
  /** Tries what must not work, on a hold that it is tried with: somebody else's, or one's own. Takes a dice from 0 up to 1. */
  probe(kind: Probe, hold: ClientHold, dice: number): Promise<Answer>;
  /** Whether this is not a lack of an answer but a wrong one. */
  isSurprise(error: unknown): boolean;
  /** Breaks off what is under way, as a client that has lost patience does. */
  giveUp(): void;
}

/** One event of a run, as its drivers get it. */
export interface SaleAtHand {
  terms: Terms;
  /** What the driver needs beside the terms: ids of tiers, and so on. */
  detail: Record<string, unknown>;
}

/** Over HTTP; at the inventory itself; there with a waiting room; or with books, as the only process of a sale to which things happen. */
export type DriverKind = 'http' | 'script' | 'gate' | 'trial';

/** What a driver process is told, as JSON in its last argument. */
export interface DriverOrder {
  /** File that it writes. */
  file: string;
  seed: number;
  clients: number;
  /** Sales, each for `roundMs`, one after the other. */
  sales: SaleAtHand[];
  roundMs: number;
  /** Share of operations whose client gives up before the answer. */
  impatience: number;
  /** Base addresses of api processes, or of Redis behind its proxy. */
  urls: string[];
  /** Address of Redis itself. */
  directUrl: string;
  /** Whether it listens to every change of its sales. */
  watches: boolean;
  /** Build to take the inventory from; drivers over HTTP need none. */
  dist: string;
  /** Milliseconds that a client rests between operations, at most. */
  restMs: number;
}
