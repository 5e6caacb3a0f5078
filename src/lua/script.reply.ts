/** A script's reply, read from left to right: an upper-case word, then what the script's header promises for it. */
export class ScriptReply {
  readonly word: string;
  readonly #elements: unknown[];
  #at = 1;

  /** @throws when it is not an array that starts with a word */
  constructor(raw: unknown) {
    if (!Array.isArray(raw) || raw.length === 0) throw new Error('a script must answer with an array that starts with a word');
    this.#elements = raw;
    this.word = String(raw[0]);
  }

  get done(): boolean {
    return this.#at >= this.#elements.length;
  }

  /** @throws when the next element is not a whole number */
  integer(): number {
    const number = Number(this.text());
    if (!Number.isSafeInteger(number)) throw new Error(`${this.word}: element ${this.#at - 1} is not a whole number`);
    return number;
  }

  text(): string {
    if (this.done) throw new Error(`${this.word}: element ${this.#at} is missing`);
    return String(this.#elements[this.#at++]);
  }

  /** For scripts that are called in binary. */
  bytes(): Buffer {
    const element = this.#elements[this.#at++];
    if (!Buffer.isBuffer(element)) throw new Error(`${this.word}: element ${this.#at - 1} is not binary`);
    return element;
  }

  /** The numbers that remain. */
  integers(): number[] {
    const rest: number[] = [];
    while (!this.done) rest.push(this.integer());
    return rest;
  }
}
