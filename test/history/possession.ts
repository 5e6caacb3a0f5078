import { epochOf, type EventHistory, type Operation } from './history.js';
import type { ModelOptions } from './seat.model.js';

/** From when to when a granted hold kept its units: for certain, and at most. Microseconds. */
export interface Possession {
  grant: Operation;
  /** null: granted in an operation of unknown outcome, or not at all. */
  fence: number | null;
  surelyFrom: number;
  surelyUntil: number;
  perhapsFrom: number;
  /** Without the time after a deadline that is allowed for. */
  perhapsUntil: number;
}

/** Works out the possessions of a history from what was said of each hold. Unknown grants come too: they may have been. */
export function possessionsOf({ terms, operations }: EventHistory, { clockErrorMicros, losses }: ModelOptions): Possession[] {
  const acts = new Map<number, Operation[]>();
  for (const op of operations) {
    if (op.fence === null || op.f === 'read') continue;
    const list = acts.get(op.fence);
    if (list) list.push(op);
    else acts.set(op.fence, [op]);
  }
  const ttl = terms.holdMs * 1000;
  const more = terms.extensionMs * 1000;
  return operations.filter(isGrant).map((grant): Possession => {
    const fence = grant.out?.fence ?? null;
    if (fence === null) {
      const never = { surelyFrom: Infinity, surelyUntil: -Infinity };
      return { grant, fence, ...never, perhapsFrom: grant.call, perhapsUntil: Infinity };
    }
    const own = acts.get(fence) ?? [];
    const said = (word: string) => own.filter(({ out }) => out?.word === word);
    const open = (f: Operation['f']) => own.filter((op) => op.f === f && op.out === null);
    const paid = said('PAYING').length + said('SOLD').length + said('DONE').length > 0;
    const extended = own.filter(({ f, out }) => f === 'extend' && out?.word === 'HELD').length;
    const perhapsExtended = open('extend').length + own.filter(({ f, out }) => f === 'extend' && out?.word === 'GONE').length;
    // Its units go back some time after it was cancelled.
    const cancels = [...said('CANCELLED'), ...open('cancel')];
    const releases = [...said('RELEASED'), ...open('release')];
    const released = said('RELEASED').map(({ ret }) => ret!);
    const lost = losses.filter(({ epoch }) => epochOf(fence) < epoch!);
    const earliest = grant.call + ttl + extended * more - clockErrorMicros;
    const latest = grant.ret! + ttl + Math.min(terms.extensions, extended + perhapsExtended) * more + clockErrorMicros;
    return {
      grant,
      fence,
      surelyFrom: grant.ret!,
      surelyUntil: paid
        ? Math.min(Infinity, ...cancels.map(({ call }) => call))
        : Math.min(earliest, ...releases.map(({ call }) => call), ...lost.map(({ from }) => from[0])),
      perhapsFrom: grant.call,
      perhapsUntil: paid || open('pay').length > 0 ? Infinity : Math.min(latest, ...released, ...lost.map(({ until }) => until[1])),
    };
  });
}

/** A hold that was granted, or whose outcome nobody was told. */
function isGrant({ f, out }: Operation): boolean {
  return f === 'hold' && (out === null || out.word === 'HELD');
}
