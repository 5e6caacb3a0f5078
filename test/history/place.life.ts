import type { Operation, Terms } from './history.js';

/** Error between the machine's clocks, and of deadlines that are told in whole milliseconds; microseconds. */
const CLOCK_MICROS = 3_000;

/** One place in a line, by what its owner was told of it. */
export interface Place {
  buyer: string;
  arrival: number;
  /** Answers that said WAITING or ADMITTED, in the order of their calls. */
  told: Operation[];
  /** The first that said ADMITTED. */
  admitted: Operation | null;
  /** Answers that said that it was over. */
  over: Operation[];
  /** What its owner did that may end it: leaving, and paying, which spends an admission. */
  enders: Operation[];
  /** The first payment of a hold each, which was begun for certain. */
  spenders: Operation[];
  /** Looks without an answer: they may have renewed its lease. */
  lost: Operation[];
  /** Not before this it was joined. */
  from: number;
}

const isOfLine = ({ f }: Operation) => f === 'join' || f === 'look' || f === 'leave';
const lives = ({ out }: Operation) => out?.word === 'WAITING' || out?.word === 'ADMITTED';

/** @returns every place that somebody was told of */
export function placesOf(operations: readonly Operation[]): Place[] {
  const byBuyer = new Map<string, Operation[]>();
  for (const op of operations.toSorted((a, b) => a.call - b.call)) {
    if (isOfLine(op) || op.f === 'pay') byBuyer.set(op.buyer, [...(byBuyer.get(op.buyer) ?? []), op]);
  }
  return [...byBuyer].flatMap(([buyer, own]) => {
    const arrivals = new Set(own.filter(isOfLine).flatMap(({ out }) => (out?.arrival === undefined ? [] : [out.arrival])));
    const paid = own.filter(({ f, out }) => f === 'pay' && (out === null || out.word === 'PAYING'));
    const begun = paid.filter((op) => op.out && !paid.some((other) => other !== op && other.fence === op.fence && other.call < op.call));
    return [...arrivals].map((arrival): Place => {
      const about = own.filter((op) => isOfLine(op) && op.out?.arrival === arrival);
      const told = about.filter(lives);
      const first = (told[0] ?? about[0])!;
      const joins = own.filter(({ f, out, call }) => f === 'join' && out === null && call < first.call);
      return {
        buyer,
        arrival,
        told,
        admitted: told.find(({ out }) => out!.word === 'ADMITTED') ?? null,
        over: about.filter((op) => !lives(op)),
        enders: [...own.filter(({ f }) => f === 'leave'), ...paid],
        spenders: begun,
        lost: own.filter((op) => isOfLine(op) && op.out === null),
        from: Math.min(first.call, ...joins.map(({ call }) => call)),
      };
    });
  });
}

/** @returns until when the place that was told by an answer lived for certain */
export function surelyUntil({ enders }: Place, { call, out }: Operation, { gate }: Terms): number {
  const time = (out!.left ?? gate!.leaseMs) * 1000 - CLOCK_MICROS;
  return Math.min(call + time, ...enders.filter((one) => (one.ret ?? Infinity) > call).map((one) => one.call));
}

/** @returns since when the place is over for certain; Infinity while it may live */
export function surelyOverFrom({ told, admitted, over, spenders, lost }: Place, { gate }: Terms): number {
  const ends = over.map(({ ret }) => ret!);
  if (admitted) {
    ends.push(...spenders.filter(({ call }) => call >= admitted.ret!).map(({ ret }) => ret!));
    ends.push(admitted.ret! + admitted.out!.left! * 1000 + CLOCK_MICROS);
    return Math.min(...ends);
  }
  const last = told.at(-1);
  const renewed = last === undefined || lost.some(({ call }) => call > told[0]!.call);
  if (!renewed) ends.push(last.ret! + gate!.leaseMs * 1000 + CLOCK_MICROS);
  return Math.min(Infinity, ...ends);
}
