import { changedSeat, type Deadlines } from './change.rule.js';
import { epochOf, type Operation, type Shut, type Terms } from './history.js';
import { blocked, foundFree, freed, isFree, lapsed, type SeatState } from './seat.state.js';

/** One operation as one seat saw it. */
export interface SeatOperation {
  op: Operation;
  /** Its place in the event's list, to name it in memos. */
  at: number;
  call: number;
  /** Infinity when no answer came. */
  ret: number;
  /** Answered: it must be placed. Otherwise it may be, with its effect. */
  known: boolean;
}

export interface ModelOptions {
  /** Error between the machine's clocks, microseconds; a deadline is judged in whole milliseconds. */
  clockErrorMicros: number;
  /** How long after its deadline a hold may still refuse a buyer who asks. */
  askBoundMicros: number;
  /** When the inventory was lost: selections of an earlier epoch ended somewhere between, and orders got holds that answer to nobody. */
  losses: readonly Shut[];
  /** Of each hold, by its fence: between what its deadline must be. */
  deadlines: Deadlines;
}

export const MODEL_OPTIONS: ModelOptions = { clockErrorMicros: 2_000, askBoundMicros: 5_000, losses: [], deadlines: new Map() };

/** The seat model: which states one seat may be in after an operation. Silent steps (a deadline passes, the map is drawn) come before. */
export class SeatModel {
  readonly #terms: Terms;
  readonly #options: ModelOptions;

  constructor(terms: Terms, options: ModelOptions = MODEL_OPTIONS) {
    this.#terms = terms;
    this.#options = options;
  }

  /**
   * @param upTo the operation took effect not later than this
   * @returns every state that the operation, with its answer, may lead to; none: it cannot have happened here
   */
  after(state: SeatState, seat: number, operation: SeatOperation, upTo: number): SeatState[] {
    const results: SeatState[] = [];
    for (const before of this.#silently(state, operation)) {
      const next = operation.known ? this.#answered(before, seat, operation) : this.#unanswered(before, seat, operation, upTo);
      if (next !== null && !results.includes(next)) results.push(next);
    }
    return results;
  }

  /** Whether the answer fits this very state and leaves it as it is, as it would any other: such an operation may be placed at once, always. */
  isPlainLook(state: SeatState, seat: number, operation: SeatOperation): boolean {
    const { op, known } = operation;
    const isPlain = op.f !== 'unblock' && !(op.out?.word === 'BLOCKED') && !op.perhaps?.includes(seat);
    if (!known || !isPlain || this.#isOver(state, operation)) return false;
    return this.#answered(state, seat, operation) === state;
  }

  /** The state, and those that it may have turned into by itself before the operation took effect. */
  #silently(state: SeatState, operation: SeatOperation): SeatState[] {
    if (state.tag === 'LAPSED' || state.tag === 'ENDED') return [state, freed(state)];
    if (state.tag === 'SOLD') return [state, { ...state, tag: 'DRAWN' }];
    if (state.tag !== 'SELECTING') return [state];
    if (this.#isOver(state, operation)) return [lapsed(state), freed(state)];
    if (operation.ret + this.#options.clockErrorMicros < state.early && !this.#mayBeLost(state, operation)) return [state];
    return [state, lapsed(state), freed(state)];
  }

  /** The deadline has passed, or the hold was lost, for certain when the operation begins: nobody may be refused for it any more. */
  #isOver(state: SeatState, { call }: SeatOperation): boolean {
    if (state.tag !== 'SELECTING') return false;
    return (
      call > state.late + this.#options.askBoundMicros ||
      (state.fence > 0 && this.#options.losses.some(({ until, epoch }) => call > until[1] && epochOf(state.fence) < epoch!))
    );
  }

  /** Whether the hold may be of an epoch that was lost by the end of the operation. */
  #mayBeLost({ fence }: SeatState, { ret }: { ret: number | null }): boolean {
    return this.#options.losses.some(({ from, epoch }) => (ret ?? Infinity) >= from[0] && (fence < 0 || epochOf(fence) < epoch!));
  }

  #answered(state: SeatState, seat: number, { op }: SeatOperation): SeatState | null {
    const out = op.out!;
    const free = isFree(state);
    switch (op.f) {
      case 'hold':
        if (out.word === 'HELD') return free && (out.fence === undefined || out.fence > state.high) ? this.#granted(state, op) : null;
        if (out.word === 'UNAVAILABLE' && out.taken!.includes(seat)) return free ? null : state;
        // The other seats of a refused wish, and all of them when only places lacked, were found free.
        return foundFree(state);
      case 'change':
        return out.word === 'GONE' ? this.#acted(state, seat, op, 'GONE') : changedSeat(state, seat, op, this.#options);
      case 'block':
        if (out.word === 'UNAVAILABLE' && out.taken!.includes(seat)) return free || state.tag === 'BLOCKED' ? null : state;
        return out.word === 'BLOCKED' || state.tag === 'BLOCKED' ? blocked(state) : foundFree(state);
      case 'unblock':
        return state.tag === 'BLOCKED' ? freed(state) : state;
      case 'read':
        return this.#drawn(state) === out.states![op.seats.indexOf(seat)] ? state : null;
      case 'again':
        // The same hold again, whatever became of it meanwhile, as long as it lives.
        if (out.word === 'HELD' && !isMember(op, seat, state)) return null;
        if (out.word === 'HELD') return state.fence === op.fence || op.perhaps?.includes(seat) ? state : null;
        return this.#acted(state, seat, op, out.word);
      default:
        return this.#acted(state, seat, op, out.word);
    }
  }

  #granted(state: SeatState, op: Operation): SeatState {
    const ttl = this.#terms.holdMs * 1000;
    const fence = op.out?.fence ?? -1;
    return {
      tag: 'SELECTING',
      fence,
      early: op.call + ttl,
      late: (op.ret ?? Infinity) + ttl,
      extensions: 0,
      high: Math.max(state.high, fence),
    };
  }

  /** What a map shows: 0 free, 1 held, 2 sold, 3 blocked. */
  #drawn({ tag }: SeatState): number {
    if (tag === 'FREE') return 0;
    if (tag === 'BLOCKED') return 3;
    return tag === 'DRAWN' ? 2 : 1;
  }

  #acted(state: SeatState, seat: number, op: Operation, word: string): SeatState | null {
    if (word === 'PAYING' && !isMember(op, seat, state)) return null;
    if (state.fence !== op.fence && op.perhaps?.includes(seat)) return state;
    const mine = state.fence === op.fence && state.fence !== 0;
    const selecting = mine && state.tag === 'SELECTING';
    const paying = mine && (state.tag === 'PAYING' || state.tag === 'SOLD' || state.tag === 'DRAWN');
    switch (word) {
      case 'GONE':
        return selecting || (paying && !this.#mayBeLost(state, op)) ? null : state;
      case 'IN_PAYMENT':
        return paying ? state : null;
      case 'NO_EXTENSIONS':
        return selecting && (state.extensions === this.#terms.extensions || state.extensions < 0) ? state : null;
      case 'HELD':
        return selecting && state.extensions < this.#terms.extensions ? this.#extended(state) : null;
      case 'RELEASED':
        return selecting ? freed(state) : null;
      case 'PAYING':
        return selecting ? { ...state, tag: 'PAYING', early: 0, late: 0, extensions: 0 } : paying ? state : null;
      case 'SOLD':
        return paying ? (state.tag === 'PAYING' ? { ...state, tag: 'SOLD' } : state) : null;
      case 'CANCELLED':
        return state.tag === 'PAYING' && mine ? { ...state, tag: 'ENDED' } : state.tag === 'ENDED' && mine ? state : null;
      case 'TOO_LATE':
        return paying && state.tag !== 'PAYING' ? state : null;
      case 'ENDED':
        return paying ? null : state;
      case 'DONE':
        return paying ? (state.tag === 'DRAWN' ? state : { ...state, tag: 'DRAWN' }) : null;
      default:
        throw new Error(`${op.f} answered with an unknown word: ${word}`);
    }
  }

  #extended(state: SeatState): SeatState {
    const more = this.#terms.extensionMs * 1000;
    return { ...state, early: state.early + more, late: state.late + more, extensions: state.extensions < 0 ? -1 : state.extensions + 1 };
  }

  /** The effect of an operation whose outcome nobody was told. */
  #unanswered(state: SeatState, seat: number, { op, at }: SeatOperation, upTo: number): SeatState | null {
    const ttl = this.#terms.holdMs * 1000;
    switch (op.f) {
      case 'hold':
        if (!isFree(state)) return null;
        return { tag: 'SELECTING', fence: -2 - at, early: op.call + ttl, late: upTo + ttl, extensions: 0, high: state.high };
      case 'block':
        return state.tag === 'BLOCKED' ? null : blocked(state);
      case 'unblock':
        return state.tag === 'BLOCKED' ? freed(state) : null;
      case 'change':
        return changedSeat(state, seat, { ...op, out: { word: 'HELD' } }, this.#options);
      case 'extend':
        return state.extensions < this.#terms.extensions ? this.#acted(state, seat, op, 'HELD') : null;
      case 'release':
        return this.#acted(state, seat, op, 'RELEASED');
      case 'pay':
        return state.tag === 'SELECTING' ? this.#acted(state, seat, op, 'PAYING') : null;
      case 'cancel':
        return state.tag === 'PAYING' ? this.#acted(state, seat, op, 'CANCELLED') : null;
      case 'sell':
        return state.tag === 'PAYING' ? this.#acted(state, seat, op, 'SOLD') : null;
      case 'confirm':
        return state.tag === 'PAYING' || state.tag === 'SOLD' ? this.#acted(state, seat, op, 'DONE') : null;
      default:
        return null;
    }
  }
}

/** Whether an answer that names the seats of a hold fits to whether this one is among them. While changes are unanswered only a payment tells for certain. */
function isMember({ fence, f, perhaps, out }: Operation, seat: number, state: SeatState): boolean {
  if (out?.got === undefined || (perhaps !== undefined && f !== 'pay')) return true;
  return out.got.includes(seat) === (state.fence === fence && state.fence !== 0);
}
