import type { Operation, Terms } from './history.js';
import { DeadStates, type UsedUp } from './dead.states.js';
import { MODEL_OPTIONS, type ModelOptions, SeatModel, type SeatOperation } from './seat.model.js';
import { FREE_SEAT, type SeatState } from './seat.state.js';

export type SeatVerdict =
  | { kind: 'LINEARIZABLE' }
  | { kind: 'VIOLATION'; seat: number; stuckAt: Operation[]; state: SeatState }
  /** More than the allowed steps: neither shown nor refuted. */
  | { kind: 'UNDECIDED'; seat: number };

export interface SearchOptions extends ModelOptions {
  maxSteps: number;
}

export const SEARCH_OPTIONS: SearchOptions = { ...MODEL_OPTIONS, maxSteps: 2_000_000 };

interface Frame {
  state: SeatState;
  /** Earliest return of what is still to be placed. */
  minReturn: number;
  choices: { at: number; next: SeatState }[];
  tried: number;
  /** Operations placed on the way into this frame: undone when it is given up. */
  placed: number[];
}

/**
 * Is there an order of one seat's operations, each at an instant between its call and its return, that the seat model allows?
 *
 * The search of Wing and Gong with the memo of Lowe: place any operation whose call is not later than the earliest return among those that are
 * still open, and go on; remember pairs of (what is placed, state) that led nowhere, and pass over what could do no more than one of them (`DeadStates`). Operations without an answer may be placed, with their
 * effect, at any time after their call, or never. An operation that fits the state and leaves it alone is placed at once: nothing
 * is lost by that, since whatever order there is stays one with it moved forward.
 */
export class SeatSearch {
  readonly #model: SeatModel;
  readonly #options: SearchOptions;
  readonly #seat: number;
  /** Answered ones by call, then the unanswered by call. */
  readonly #operations: SeatOperation[];
  readonly #known: number;
  /** Holds that a change may bring (back) to the seat, however old they are. */
  readonly #joining: ReadonlySet<number>;
  readonly #done: Uint8Array;
  #first = 0;
  #left: number;
  #deepest: { left: number; open: number[]; state: SeatState };

  constructor(terms: Terms, seat: number, operations: SeatOperation[], options: SearchOptions = SEARCH_OPTIONS) {
    this.#model = new SeatModel(terms, options);
    this.#options = options;
    this.#seat = seat;
    const answered = operations.filter(({ known }) => known).toSorted((a, b) => a.call - b.call);
    this.#operations = [...answered, ...operations.filter(({ known }) => !known).toSorted((a, b) => a.call - b.call)];
    this.#known = answered.length;
    this.#joining = new Set(operations.filter(({ op }) => op.change?.add.includes(seat)).map(({ op }) => op.fence!));
    this.#left = answered.length;
    this.#done = new Uint8Array(operations.length);
    this.#deepest = { left: Infinity, open: [], state: FREE_SEAT };
  }

  run(): SeatVerdict {
    const dead = new DeadStates();
    const stack: Frame[] = [this.#enter(FREE_SEAT, [])];
    for (let steps = 0; this.#left > 0; steps += 1) {
      if (steps > this.#options.maxSteps) return { kind: 'UNDECIDED', seat: this.#seat };
      const frame = stack.at(-1);
      if (frame === undefined) {
        const { open, state } = this.#deepest;
        return { kind: 'VIOLATION', seat: this.#seat, stuckAt: open.map((at) => this.#operations[at]!.op), state };
      }
      const choice = frame.choices[frame.tried];
      if (choice === undefined) {
        stack.pop();
        for (const at of frame.placed) this.#undo(at);
        continue;
      }
      frame.tried += 1;
      this.#place(choice.at);
      const entered = this.#enter(choice.next, [choice.at]);
      // What is tried counts as dead until shown otherwise, and then the search is over.
      if (this.#left > 0 && !dead.add(this.#placedKey(), this.#asOpenAs(entered), this.#usedUp(choice.next)))
        for (const at of entered.placed) this.#undo(at);
      else stack.push(entered);
    }
    return { kind: 'LINEARIZABLE' };
  }

  /** Places all that fits without a change, and lists what may come next. */
  #enter(state: SeatState, placed: number[]): Frame {
    for (;;) {
      const { open, minReturn } = this.#open();
      const plain = open.filter((at) => this.#model.isPlainLook(state, this.#seat, this.#operations[at]!));
      for (const at of plain) {
        this.#place(at);
        placed.push(at);
      }
      if (plain.length > 0 && this.#left > 0) continue;
      if (this.#left > 0 && this.#left < this.#deepest.left) this.#deepest = { left: this.#left, open, state };
      return { state, minReturn, placed, tried: 0, choices: this.#left === 0 ? [] : this.#choices(state, open, minReturn) };
    }
  }

  /** Answered operations that may be next, soonest return first. */
  #open(): { open: number[]; minReturn: number } {
    const operations = this.#operations;
    let minReturn = Infinity;
    let end = this.#first;
    for (; end < this.#known && operations[end]!.call <= minReturn; end += 1) {
      if (this.#done[end] === 0 && operations[end]!.ret < minReturn) minReturn = operations[end]!.ret;
    }
    const open: number[] = [];
    for (let at = this.#first; at < end; at += 1) if (this.#done[at] === 0 && operations[at]!.call <= minReturn) open.push(at);
    return { open: open.toSorted((a, b) => operations[a]!.ret - operations[b]!.ret), minReturn };
  }

  #choices(state: SeatState, open: number[], minReturn: number): Frame['choices'] {
    const choices: Frame['choices'] = [];
    const consider = (at: number, upTo: number) => {
      for (const next of this.#model.after(state, this.#seat, this.#operations[at]!, upTo)) choices.push({ at, next });
    };
    for (const at of open) consider(at, this.#operations[at]!.ret);
    // The latest first: what leaves the earlier ones for later leaves more open.
    for (let at = this.#operations.length - 1; at >= this.#known; at -= 1) {
      if (this.#done[at] === 0 && this.#operations[at]!.call <= minReturn) consider(at, minReturn);
    }
    return choices;
  }

  /** Nothing is left that returned before a deadline which has been possible for long: since when it has been makes no difference. */
  #asOpenAs({ state, minReturn }: Frame): SeatState {
    return state.early <= minReturn + this.#options.clockErrorMicros ? { ...state, early: 0 } : state;
  }

  /** Which answered operations are placed: all before `first`, and some after it. */
  #placedKey(): string {
    let extra = '';
    for (let at = this.#first; at < this.#known && this.#operations[at]!.call <= this.#horizon(); at += 1)
      if (this.#done[at] === 1) extra += `${at},`;
    return `${this.#first}|${extra}`;
  }

  /** Unanswered operations that are placed and could otherwise still be: the one on a hold that is over for ever counts no more. */
  #usedUp({ fence, high }: SeatState): UsedUp {
    const used: UsedUp = { acts: [], wishes: [] };
    for (let at = this.#known; at < this.#operations.length; at += 1) {
      if (this.#done[at] === 0) continue;
      const { f, fence: acted } = this.#operations[at]!.op;
      if (f === 'block' || f === 'unblock') used.acts.push(at);
      else if (acted === null) used.wishes.push(at);
      else if (acted === fence || acted > high || this.#joining.has(acted)) used.acts.push(at);
    }
    return used;
  }

  /** Nothing after this call can be placed while the first open one is not. */
  #horizon(): number {
    return this.#operations[this.#first]?.ret ?? Infinity;
  }

  #place(at: number): void {
    this.#done[at] = 1;
    if (at >= this.#known) return;
    this.#left -= 1;
    while (this.#first < this.#known && this.#done[this.#first] === 1) this.#first += 1;
  }

  #undo(at: number): void {
    this.#done[at] = 0;
    if (at >= this.#known) return;
    this.#left += 1;
    this.#first = Math.min(this.#first, at);
  }
}
