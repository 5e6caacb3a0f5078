import { epochOf, type Operation } from './history.js';

export type Kind = 'FLUSHALL' | 'DEL' | 'cut tail';
export const KINDS: Kind[] = ['FLUSHALL', 'DEL', 'cut tail'];

export interface Loss {
  kind: Kind;
  detail: string;
  /** When the loss was complete. */
  doneMicros: number;
  /** The same moment on the ledger's clock, milliseconds. */
  doneAtMs: number;
  /**
   * From here on nothing of the lost epoch may be promised: the loss itself, where it shows at once; for a tail that was cut, which shows with
   * the first call of who saw it, the moment at which the next epoch was found in the ledger.
   */
  overSince: { micros: number; ms: number } | null;
  epoch: number;
  /** Whether it was built again, under the next epoch. An append-only file may have lost nothing of this event. */
  rebuilt: boolean;
  openAgainMs: number;
}

/**
 * Holds and orders of a lost epoch that were asked for when it was over.
 *
 * An order is asked for by every `pay` on its hold: one that was placed before the epoch was over is answered again to whoever repeats the
 * wish, and one whose first wish was still under way then may have been placed by that. Neither sells anything of what was lost.
 * @param placedAtMs when each order was placed on the ledger's clock, by the fence of its hold
 */
export function soldWhileClosed(
  operations: readonly Operation[],
  losses: readonly Loss[],
  placedAtMs: ReadonlyMap<number, number>,
): Operation[] {
  const asked = new Map<number, Operation[]>();
  for (const op of operations) if (op.f === 'pay') asked.set(op.fence!, [...(asked.get(op.fence!) ?? []), op]);
  return operations.filter((op) => {
    const isGrant = (op.f === 'hold' || op.f === 'again') && op.out?.word === 'HELD';
    const isOrder = op.f === 'pay' && op.out?.word === 'PAYING';
    if (!isGrant && !isOrder) return false;
    const epoch = epochOf(isGrant ? op.out!.fence! : op.fence!);
    return losses.some(({ overSince, epoch: lost }) => {
      if (overSince === null || epoch > lost || op.call <= overSince.micros) return false;
      if (isGrant) return true;
      const underWay = asked.get(op.fence!)!.some(({ call, ret }) => call <= overSince.micros && (ret === null || ret >= overSince.micros));
      return !underWay && (placedAtMs.get(op.fence!) ?? Number.POSITIVE_INFINITY) > overSince.ms;
    });
  });
}
