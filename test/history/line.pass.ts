import type { Fault } from './checker.js';
import type { EventHistory, Operation, Terms } from './history.js';
import { type Place, placesOf, surelyOverFrom, surelyUntil } from './place.life.js';
import { possessionsOf } from './possession.js';
import type { ModelOptions } from './seat.model.js';

/** A rate may be ahead by what a clock of whole milliseconds rounds. */
const RATE_SLACK_MICROS = 5_000;

type Say = (rule: string, text: string, operations: Operation[]) => void;

/** Whoever shows an admission of its own gets in as long as it lives, and nobody else. */
export function admissionsHold({ terms, operations }: EventHistory): Fault[] {
  if (!terms.gate) return [];
  const faults: Fault[] = [];
  const bySecret = new Map<string, Place>();
  for (const place of placesOf(operations)) if (place.admitted) bySecret.set(place.admitted.out!.admission!, place);
  for (const op of operations) {
    if (op.shown === undefined || op.out === null || op.f !== 'hold') continue;
    const fault = (text: string, shown: Operation[]) =>
      faults.push({ rule: 'admission', event: terms.event, text, operations: [...shown, op] });
    const place = bySecret.get(op.shown);
    const own = place?.buyer === op.buyer ? place : undefined;
    if (op.out.word === 'HELD' && !own) fault(`${op.buyer} got in and was never admitted`, []);
    if (op.out.word === 'HELD' && own && surelyOverFrom(own, terms) < op.call) fault('an admission that was over let in', [own.admitted!]);
    if (op.out.word !== 'NOT_ADMITTED' || !own) continue;
    const alive = own.told.find(
      (told) => told.out!.admission === op.shown && told.ret! <= op.call && surelyUntil(own, told, terms) > op.ret!,
    );
    if (alive) fault('an admission that was alive did not let in', [alive]);
  }
  return faults;
}

/** First come, first admitted; everybody keeps a place for its time; and the gate admits no more, and no faster, than it may. */
export function lineMoves(history: EventHistory, options: ModelOptions): Fault[] {
  const { terms, operations } = history;
  if (!terms.gate) return [];
  const faults: Fault[] = [];
  const say: Say = (rule, text, shown) => faults.push({ rule, event: terms.event, text, operations: shown });
  const places = placesOf(operations);
  placesKept(places, operations, terms, say);
  arrivalsGrow(places, say);
  firstComeFirst(places, say);
  openCounted(places, operations, terms, say);
  roomKept(history, places, options, say);
  rateKept(places, operations, terms.gate.admitPerSecond, say);
  return faults;
}

/** Whoever asks while its place lives for certain is told of that place, until it leaves; and nobody who was admitted waits again. */
function placesKept(places: readonly Place[], operations: readonly Operation[], terms: Terms, say: Say): void {
  const asked = new Map<string, Operation[]>();
  for (const op of operations) if (op.out?.open !== undefined) asked.set(op.buyer, [...(asked.get(op.buyer) ?? []), op]);
  for (const place of places) {
    for (const told of place.told) {
      if (told.f === 'leave') say('line', `${place.buyer} left, and still has place ${place.arrival}`, [told]);
      const until = surelyUntil(place, told, terms);
      for (const op of asked.get(place.buyer)!) {
        if (op.call < told.ret! || op.ret! > until || op.f === 'leave') continue;
        const waitsAgain = told.out!.word === 'ADMITTED' && op.out!.word === 'WAITING';
        if (place.told.includes(op) && !waitsAgain) continue;
        say('line', `${place.buyer} had place ${place.arrival}, and was told ${op.out!.word} ${op.out!.arrival ?? ''}`, [told, op]);
      }
    }
  }
}

/** Every place has a number of its own, and later ones have higher numbers. */
function arrivalsGrow(places: readonly Place[], say: Say): void {
  const shown = ({ told, over }: Place) => (told[0] ?? over[0])!;
  const byArrival = new Map<number, Place>();
  for (const place of places) {
    const other = byArrival.get(place.arrival);
    if (other) say('line', `number ${place.arrival} was given to two people`, [shown(other), shown(place)]);
    byArrival.set(place.arrival, place);
  }
  const byFrom = places.toSorted((a, b) => a.from - b.from);
  const byTold = places.toSorted((a, b) => shown(a).ret! - shown(b).ret!);
  let next = 0;
  let highest: Place | null = null;
  for (const place of byFrom) {
    for (; next < byTold.length && shown(byTold[next]!).ret! < place.from; next += 1)
      if (highest === null || byTold[next]!.arrival > highest.arrival) highest = byTold[next]!;
    if (highest === null || highest.arrival < place.arrival) continue;
    say('line', `number ${place.arrival} was given after ${highest.arrival}`, [shown(highest), shown(place)]);
  }
}

/** Nobody waits who came before somebody that has been let in. */
function firstComeFirst(places: readonly Place[], say: Say): void {
  const admitted = places.flatMap((place) => (place.admitted ? [{ arrival: place.arrival, op: place.admitted }] : []));
  const byReturn = admitted.toSorted((a, b) => a.op.ret! - b.op.ret!);
  const waits = places.flatMap(({ told, arrival }) => told.filter(({ out }) => out!.word === 'WAITING').map((op) => ({ op, arrival })));
  let next = 0;
  let latest: (typeof byReturn)[number] | null = null;
  for (const { op, arrival } of waits.toSorted((a, b) => a.op.call - b.op.call)) {
    for (; next < byReturn.length && byReturn[next]!.op.ret! < op.call; next += 1)
      if (latest === null || byReturn[next]!.arrival > latest.arrival) latest = byReturn[next]!;
    if (latest !== null && latest.arrival > arrival)
      say('line', `number ${arrival} waits, and ${latest.arrival} was let in`, [latest.op, op]);
  }
}

/** From when to when a place had an admission for certain. */
function openSpans(place: Place, terms: Terms): [from: number, until: number][] {
  return place.told.filter(({ out }) => out!.word === 'ADMITTED').map((op) => [op.ret!, surelyUntil(place, op, terms)]);
}

const isOpenThrough = (spans: readonly [number, number][], from: number, to: number) =>
  spans.some(([since, until]) => since <= from && until >= to);

/** The admissions that the gate says are alive: at least those that are for certain, at most those that may be. */
function openCounted(places: readonly Place[], operations: readonly Operation[], terms: Terms, say: Say): void {
  const unknown = operations.filter(({ f, out }) => f === 'join' && out === null);
  const lives = places.map((place) => ({
    place,
    over: surelyOverFrom(place, terms),
    spans: openSpans(place, terms),
    waitsUntil: Math.max(-Infinity, ...place.told.filter(({ out }) => out!.word === 'WAITING').map(({ call }) => call)),
  }));
  for (const op of operations) {
    const open = op.out?.open;
    if (open === undefined) continue;
    const surely = lives.filter(({ spans }) => isOpenThrough(spans, op.call, op.ret!)).length;
    const perhaps = lives.filter(({ place, over, waitsUntil }) => {
      const waitsNow = op.out!.word === 'WAITING' && place.arrival === op.out!.arrival;
      return !waitsNow && place.from <= op.ret! && over >= op.call && waitsUntil <= op.ret!;
    }).length;
    const most = perhaps + unknown.filter(({ call }) => call <= op.ret!).length;
    if (open < surely || open > most) say('gate', `${open} admissions were counted, and ${surely} to ${most} were alive`, [op]);
  }
}

/** Nobody is let in while as many admissions live as the gate may have for what is free. */
function roomKept(history: EventHistory, places: readonly Place[], options: ModelOptions, say: Say): void {
  const { terms } = history;
  const all = terms.capacities.reduce((sum, [, capacity]) => sum + capacity, terms.seatCount);
  const possessions = possessionsOf(history, options);
  const spans = new Map(places.map((place) => [place, openSpans(place, terms)]));
  for (const place of places) {
    const { admitted, told } = place;
    if (!admitted) continue;
    const waited = told.filter(({ out }) => out!.word === 'WAITING').map(({ call }) => call);
    const [from, to] = [Math.max(place.from, ...waited), admitted.ret!];
    const kept = possessions.filter(({ surelyFrom, surelyUntil: until }) => surelyFrom <= from && until >= to);
    const taken = kept.reduce(
      (sum, { seats, places: units }) => units.reduce((more, [, quantity]) => more + quantity, sum + seats.length),
      0,
    );
    const open = places.filter((other) => other !== place && isOpenThrough(spans.get(other)!, from, to)).length;
    const most = Math.floor((all - taken) * terms.gate!.factor);
    if (open + 1 > most) say('gate', `number ${place.arrival} was let in as one of ${open + 1}, with room for ${most}`, [admitted]);
  }
}

/** From when the line began: it saves nothing up before. */
function rateKept(places: readonly Place[], operations: readonly Operation[], perSecond: number, say: Say): void {
  const began = Math.min(Infinity, ...operations.filter(({ f }) => f === 'join').map(({ call }) => call));
  const admitted = places.flatMap((place) => (place.admitted ? [place.admitted] : [])).toSorted((a, b) => a.ret! - b.ret!);
  for (const [before, op] of admitted.entries()) {
    const most = ((op.ret! - began + RATE_SLACK_MICROS) * perSecond) / 1e6;
    if (before + 1 > most) say('gate', `${before + 1} were let in when ${Math.floor(most)} could have been`, [op]);
  }
}
