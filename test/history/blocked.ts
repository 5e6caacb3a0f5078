import type { Operation } from './history.js';

/** A block, or the end of one. */
interface Step {
  call: number;
  /** Infinity for one whose outcome nobody was told. */
  ret: number;
  quantity: number;
}

/** When each seat may have been blocked: from a block on, until somebody who asked after it was told that it no longer is. */
export function blockedBySeat(operations: readonly Operation[]): Map<number, { perhapsFrom: number; perhapsUntil: number }[]> {
  const ends = new Map<number, Operation[]>();
  for (const op of operations)
    if (op.out?.word === 'UNBLOCKED') for (const seat of op.seats) ends.set(seat, [...(ends.get(seat) ?? []), op]);
  const bySeat = new Map<number, { perhapsFrom: number; perhapsUntil: number }[]>();
  for (const { f, seats, call, ret, out } of operations) {
    if (f !== 'block' || (out !== null && out.word !== 'BLOCKED')) continue;
    for (const seat of seats) {
      const after = ret === null ? [] : (ends.get(seat) ?? []).filter((end) => end.call >= ret);
      const perhapsUntil = Math.min(Infinity, ...after.map((end) => end.ret!));
      bySeat.set(seat, [...(bySeat.get(seat) ?? []), { perhapsFrom: call, perhapsUntil }]);
    }
  }
  return bySeat;
}

/** How many places of one tier were blocked, as far as can be told. */
export class BlockedPlaces {
  readonly #blocks: Step[];
  /** As many, or fewer, came back. */
  readonly #ends: Step[];
  /** Just as many came back. */
  readonly #sureEnds: Step[];

  constructor(operations: readonly Operation[], tier: number) {
    const steps = (f: 'block' | 'unblock', isCounted: (out: Operation['out']) => boolean) =>
      operations.flatMap((op): Step[] => {
        const quantity = op.f === f && isCounted(op.out) ? (op.places.find(([of]) => of === tier)?.[1] ?? 0) : 0;
        return quantity > 0 ? [{ call: op.call, ret: op.out === null ? Infinity : op.ret!, quantity }] : [];
      });
    this.#blocks = steps('block', (out) => out === null || out.word === 'BLOCKED');
    this.#ends = steps('unblock', (out) => out === null || out.word === 'UNBLOCKED');
    this.#sureEnds = steps('unblock', (out) => out?.word === 'UNBLOCKED' && out.atMost !== true);
  }

  /** @returns how many were blocked all through an interval for certain, and at some instant of it at most */
  during(from: number, to: number): { surely: number; perhaps: number } {
    const sum = (steps: Step[], isCounted: (step: Step) => boolean) =>
      steps.filter(isCounted).reduce((all, { quantity }) => all + quantity, 0);
    const surely = sum(this.#blocks, ({ ret }) => ret <= from) - sum(this.#ends, ({ call }) => call <= to);
    const perhaps = sum(this.#blocks, ({ call }) => call <= to) - sum(this.#sureEnds, ({ ret }) => ret <= from);
    return { surely: Math.max(0, surely), perhaps: Math.max(0, perhaps) };
  }
}
