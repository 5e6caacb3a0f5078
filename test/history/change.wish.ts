import type { HoldChange, Terms } from './history.js';
import type { Random, Zipf } from './random.js';
import type { Answer, ClientHold } from './till.js';

const MOST_SEATS = 6;

/** What a buyer wants changed of a hold: other seats, fewer, more, another number of places; or null when nothing comes to mind. Something always stays. */
export function changeWished(hold: ClientHold, terms: Terms, random: Random, zipf: Zipf): HoldChange | null {
  const { seats, perhaps } = hold;
  const known = [...seats, ...(perhaps ?? [])];
  const add =
    random.chance(0.6) && seats.length < MOST_SEATS
      ? zipf.pickSome(random, 1 + random.below(2)).filter((seat) => !known.includes(seat))
      : [];
  const most = seats.length - (add.length > 0 ? 0 : 1);
  const drop = most > 0 && random.chance(0.5) ? seats.slice(0, 1 + random.below(most)) : [];
  // One that an unanswered change named, too: whether it is there is what the buyer wants to know.
  if (perhaps !== undefined && perhaps.length > 0 && random.chance(0.5)) drop.push(random.pick(perhaps));
  const [tier] = random.pick(terms.capacities);
  const staysSeated = seats.length + add.length > drop.length;
  const places: HoldChange['places'] = random.chance(0.3) ? [[tier, staysSeated ? random.below(4) : 1 + random.below(3)]] : [];
  const isSome =
    add.length + drop.length > 0 || places.some(([of, quantity]) => quantity !== (hold.places.find(([had]) => had === of)?.[1] ?? 0));
  return isSome && (staysSeated || places.length > 0) ? { add, drop, places } : null;
}

/** What its buyer knows of a hold once a change was answered, or was not. */
export function noteChange(hold: ClientHold, change: HoldChange, key: string, answer: Answer | null): void {
  const named = [...change.add, ...change.drop];
  if (answer?.out.word === 'HELD') {
    const unsure = hold.perhaps ?? [];
    hold.seats = [...hold.seats.filter((seat) => !change.drop.includes(seat)), ...change.add.filter((seat) => !unsure.includes(seat))];
    hold.places = answer.out.places!;
    hold.changed = { change, key };
  } else if (hold.order === null && (answer === null || answer.out.word === 'BROKEN')) {
    hold.seats = hold.seats.filter((seat) => !named.includes(seat));
    hold.perhaps = [...new Set([...(hold.perhaps ?? []), ...named])];
  }
}

/** A payment that is begun says what is paid for, and nothing is changed any more. */
export function notePayment(hold: ClientHold, { out, order }: Answer): void {
  if (order === undefined) return;
  hold.order ??= order;
  hold.seats = out.got!;
  hold.places = out.places!;
  delete hold.perhaps;
}
