import type { Tx } from './unit-of-work.port.js';

/** A cause of alarm, as the ledger keeps it for all processes. */
export interface AlertModel {
  /** Name of the rule and what it is about, such as dead-letter:email-notification. */
  cause: string;
  summary: string;
  /** When it was first seen since it was last away. */
  firstAt: Date;
  lastAt: Date;
  /** How often it was seen since firstAt. */
  seen: number;
  /** When it had lasted long enough to be told; null before. */
  firedAt: Date | null;
  /** When the receiver took it; null before. */
  toldAt: Date | null;
  /** When it was over; null while it lasts. */
  clearedAt: Date | null;
}

export interface AlertPort {
  /** Notes that these are wrong right now. One that had been away begins anew. */
  see(findings: readonly { cause: string; summary: string }[]): Promise<void>;
  /** Marks those that have lasted `forSeconds` as told of, by compare-and-set. @returns those that this call marked: nobody else gets them. */
  fire(tx: Tx, due: readonly { cause: string; forSeconds: number }[]): Promise<AlertModel[]>;
  /** Ends those that nobody has seen for `awayMs`, by compare-and-set. @returns those that this call ended. */
  clear(tx: Tx, awayMs: number): Promise<AlertModel[]>;
  /** Notes that the receiver took the alert that began at `firstAt`. */
  told(tx: Tx, cause: string, firstAt: Date): Promise<void>;
  /** Those that were told of and are not over, by name. */
  firing(): Promise<AlertModel[]>;
}
