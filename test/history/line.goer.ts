import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { LineSight, LinePort } from '../../src/stores/line.port.js';
import type { Outcome, Probe, Terms } from './history.js';
import type { Random } from './random.js';
import type { Answer } from './till.js';

const MOST_NEIGHBOURS = 24;

export interface LineGoerParts {
  line: LinePort;
  buyer: string;
  terms: Terms;
  random: Random;
  /** Admissions of everybody in this process, the latest few. */
  admissions: { buyer: string; admission: string }[];
}

/** A buyer's way through the line of an event: joins, looks, goes away for too long, leaves, comes back; and shows at the gate what it has, or had. */
export class LineGoer {
  readonly #parts: LineGoerParts;
  #place: Outcome | null = null;
  /** What its latest admission was, over or not. */
  #admission = '';

  constructor(parts: LineGoerParts) {
    this.#parts = parts;
  }

  /** @returns what to ask of the line next, or null: it is time to buy, or to try */
  async next(): Promise<'join' | 'look' | 'leave' | null> {
    const { random, terms } = this.#parts;
    const dice = random.next();
    switch (this.#place?.word) {
      case 'WAITING':
        if (dice < 0.03) await pause(terms.gate!.leaseMs * 1.5);
        return dice < 0.85 ? 'look' : dice < 0.9 ? 'leave' : dice < 0.95 ? 'join' : null;
      case 'ADMITTED':
        return dice < 0.08 ? 'look' : dice < 0.11 ? 'leave' : dice < 0.13 ? 'join' : null;
      default:
        return dice < 0.6 ? 'join' : dice < 0.75 ? 'look' : null;
    }
  }

  async ask(f: 'join' | 'look' | 'leave'): Promise<Answer> {
    const { line, buyer, terms } = this.#parts;
    if (f !== 'look') return { out: outOf(await line[f](terms.event, buyer)) };
    const { line: view, places } = await line.look(terms.event, [buyer]);
    return { out: outOf({ line: view, place: places[0] ?? null }) };
  }

  /** @param answer null when there was none, or the place may have ended since */
  note(answer: Answer | null): void {
    const { buyer, admissions } = this.#parts;
    this.#place = answer?.out ?? null;
    const admission = answer?.out.admission;
    if (admission === undefined || admission === this.#admission) return;
    this.#admission = admission;
    if (admissions.push({ buyer, admission }) > MOST_NEIGHBOURS) admissions.shift();
  }

  /** The latest admission, over or not: only the gate knows. */
  shown(): string {
    return this.#admission;
  }

  /** @returns what must not work at the gate, or null when there is nothing to try it with */
  probe(): { tried: Probe; shown: string } | null {
    const { random, admissions, buyer } = this.#parts;
    const dice = random.below(3);
    if (dice === 0) return { tried: 'no admission', shown: '' };
    if (dice === 1) return { tried: 'forged admission', shown: randomBytes(16).toString('base64url') };
    const others = admissions.filter((one) => one.buyer !== buyer);
    return others.length === 0 ? null : { tried: 'admission of another', shown: random.pick(others).admission };
  }
}

function outOf({ line, place }: LineSight): Outcome {
  if (place === null) return { word: 'NONE', open: line.open };
  const { state, arrival, admission, endsAtMs } = place;
  const admitted = admission === null ? {} : { admission, left: endsAtMs! - line.nowMs };
  return { word: state, arrival, ...admitted, open: line.open };
}
