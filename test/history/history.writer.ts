import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Change, Operation, Owned, Shut, Terms } from './history.js';

const FLUSH_AT = 1 << 20;

/** Writes lines of histories into a file of its own: several processes write the history of one event side by side. */
export class HistoryWriter {
  readonly #file: number;
  #pending: string[] = [];
  #size = 0;

  constructor(path: string) {
    mkdirSync(dirname(path), { recursive: true });
    this.#file = openSync(path, 'w');
  }

  terms(terms: Terms): void {
    this.#line({ e: terms.event, terms });
  }

  operation(event: string, op: Operation): void {
    this.#line({ e: event, op });
  }

  owned(event: string, owned: Owned): void {
    this.#line({ e: event, owned });
  }

  shut(event: string, shut: Shut): void {
    this.#line({ e: event, shut });
  }

  change(event: string, change: Change): void {
    this.#line({ e: event, change });
  }

  /** Writes what is left. Nothing can be added any more. */
  close(): void {
    this.#flush();
    closeSync(this.#file);
  }

  #line(line: object): void {
    const text = `${JSON.stringify(line)}\n`;
    this.#pending.push(text);
    this.#size += text.length;
    if (this.#size >= FLUSH_AT) this.#flush();
  }

  #flush(): void {
    writeSync(this.#file, this.#pending.join(''));
    this.#pending = [];
    this.#size = 0;
  }
}
