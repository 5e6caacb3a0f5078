import { LRUCache } from 'lru-cache';
import type { Id } from '../domain/id.js';

/** The keys of one event. They share one hash tag, so that one event is one slot of a cluster and one atomic island. See README.md. */
export interface EventKeys {
  meta: string;
  map: string;
  owners: string;
  places: string;
  holds: string;
  deadlines: string;
  buyers: string;
  orders: string;
  deltas: string;
  /** Sharded channel that carries every change as it is made. */
  feed: string;
  /** The waiting room: who waits, everybody's place, when to look at each place again, and the counters. */
  line: string;
  admissions: string;
  lineDue: string;
  gate: string;
}

/** Events that are asked for over and over: making fourteen names a call costs more than looking them up. */
const known = new LRUCache<Id, EventKeys>({ max: 1000 });

/** @returns the keys of an event; the same object for the same event, not to be changed */
export function eventKeys(eventId: Id): Readonly<EventKeys> {
  const found = known.get(eventId);
  if (found !== undefined) return found;
  const keys = makeKeys(eventId);
  known.set(eventId, keys);
  return keys;
}

/** The only place where a name of a key is made. */
function makeKeys(eventId: Id): EventKeys {
  const tag = `{e:${eventId}}`;
  return {
    meta: `${tag}:meta`,
    map: `${tag}:map`,
    owners: `${tag}:owners`,
    places: `${tag}:places`,
    holds: `${tag}:holds`,
    deadlines: `${tag}:deadlines`,
    buyers: `${tag}:buyers`,
    orders: `${tag}:orders`,
    deltas: `${tag}:deltas`,
    feed: `${tag}:feed`,
    line: `${tag}:line`,
    admissions: `${tag}:admissions`,
    lineDue: `${tag}:line-due`,
    gate: `${tag}:gate`,
  };
}

/** The key under which an operation's result is kept. @param hash the caller's key, hashed with user and mutation */
export function operationKey(eventId: Id, hash: string): string {
  return `{e:${eventId}}:op:${hash}`;
}

/** KEYS of every script that opens the inventory as a draft, in their order. */
export function draftKeys(keys: EventKeys): string[] {
  return [keys.meta, keys.map, keys.owners, keys.places, keys.holds, keys.deadlines, keys.buyers, keys.orders, keys.deltas, keys.feed];
}
