import { setTimeout as pause } from 'node:timers/promises';
import type { Desk } from './desk.js';
import { nowMicros, type Operation } from './history.js';
import type { HistoryWriter } from './history.writer.js';
import type { Random, Zipf } from './random.js';
import type { Answer, SaleAtHand, Wish } from './till.js';

/** So many of what a member of staff blocked stay so. */
const MOST_BLOCKED = 12;
/** Share of what was done that is sent again, with its key. */
const REPEATED = 0.15;
/** More than there are anywhere: the answer says how many are blocked. */
const ALL_PLACES = 1000;
const MOST_SEATS = 3;
const MOST_PLACES = 3;

export interface StaffParts {
  desk: Desk;
  sale: SaleAtHand;
  writer: Pick<HistoryWriter, 'operation'>;
  random: Random;
  zipf: Zipf;
  impatience: number;
  /** How long one who loses patience waits at most, milliseconds. */
  patienceMs: number;
  restMs: number;
}

/** A member of staff who keeps seats and places from the running sale and puts them back, one operation after the other, and writes down what was told. */
export class StaffClient {
  readonly #parts: StaffParts;
  readonly #blocked: Wish[] = [];
  #count = 0;

  constructor(parts: StaffParts) {
    this.#parts = parts;
  }

  async run(untilMicros: number): Promise<void> {
    const { random, restMs } = this.#parts;
    while (nowMicros() < untilMicros) {
      await this.#step();
      await pause(random.next() * restMs);
    }
  }

  /** Most often what somebody else does not touch; now and then what may not be blocked at all. */
  async #step(): Promise<void> {
    const { random, desk, sale } = this.#parts;
    if (desk.hasKeys && random.chance(0.1)) {
      await this.#act('unblock', { seats: [], places: [[random.pick(sale.terms.capacities)[0], ALL_PLACES]] });
      return;
    }
    if (this.#blocked.length > MOST_BLOCKED || random.chance(0.4)) {
      const units = random.chance(0.8) ? this.#blocked.shift() : this.#someUnits();
      if (units !== undefined) await this.#act('unblock', units);
      return;
    }
    const units = this.#someUnits();
    if ((await this.#act('block', units))?.out.word === 'BLOCKED') this.#blocked.push(units);
  }

  #someUnits(): Wish {
    const { random, zipf, sale } = this.#parts;
    const [tier] = random.pick(sale.terms.capacities);
    if (random.chance(0.25)) return { seats: [], places: [[tier, 1 + random.below(MOST_PLACES)]] };
    return { seats: zipf.pickSome(random, 1 + random.below(MOST_SEATS)), places: [] };
  }

  /** One of unknown outcome is sent again where its key makes that the same operation, or left at that. */
  async #act(f: 'block' | 'unblock', units: Wish): Promise<Answer | null> {
    const { desk, random } = this.#parts;
    const key = `${desk.name}.${this.#parts.sale.terms.event}.${this.#count}`.slice(-64);
    const send = () => desk[f](units, key);
    const call = nowMicros();
    const first = await this.#ask(send);
    // What was done is the same operation when it is sent once more.
    const isRepeated = desk.hasKeys && (first?.out.word === 'BLOCKED' || first?.out.word === 'UNBLOCKED') && random.chance(REPEATED);
    const answer = isRepeated ? ((await this.#ask(send)) ?? first) : first;
    if (answer !== null || !desk.hasKeys || random.chance(0.4)) return this.#note(f, units, call, answer);
    const calledAgain = nowMicros();
    const again = await this.#ask(send);
    if (again?.out.word === 'BLOCKED' || again?.out.word === 'UNBLOCKED') return this.#note(f, units, call, again);
    this.#note(f, units, call, null);
    return again === null ? null : this.#note(f, units, calledAgain, again);
  }

  /** @returns null when no answer came, or it was not waited for */
  #ask(send: () => Promise<Answer>): Promise<Answer | null> {
    const { desk, random, impatience, patienceMs } = this.#parts;
    const answer = send().catch((error: unknown) =>
      desk.isSurprise(error) ? { out: { word: 'BROKEN', said: String((error as Error).message) } } : null,
    );
    if (!random.chance(impatience)) return answer;
    const givenUp = pause(random.next() * patienceMs).then(() => {
      desk.giveUp();
      return null;
    });
    return Promise.race([answer, givenUp]);
  }

  #note(f: Operation['f'], { seats, places }: Wish, call: number, answer: Answer | null): Answer | null {
    const { desk, sale, writer } = this.#parts;
    this.#count += 1;
    const ret = answer === null ? null : nowMicros();
    const id = `${desk.name}.${this.#count}`;
    writer.operation(sale.terms.event, { id, buyer: desk.name, f, seats, places, fence: null, call, ret, out: answer?.out ?? null });
    return answer;
  }
}
