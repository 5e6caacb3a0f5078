import type { Id } from './id.js';

/**
 * A person's place in the line of an event.
 *
 *   WAITING --the gate lets in--> ADMITTED --order placed, or left--> LEFT
 *      |                             |
 *      +-- did not look for a lease  +-- time is over, or nobody came for it --> EXPIRED
 */
export type PlaceState = 'WAITING' | 'ADMITTED' | 'EXPIRED' | 'LEFT';

/** How the sale stands for the gate: OPEN, or why nobody is admitted right now. */
export type GateState = 'OPEN' | 'NOT_YET' | 'PAUSED' | 'ENDED' | 'CANCELLED' | 'RECOVERING';

/** The numbers by which a gate works. */
export interface LineRules {
  /** How long somebody who waits may go without looking, milliseconds. */
  leaseMs: number;
  /** How long an admission lives, milliseconds. */
  admissionMs: number;
  /** Most people let in a second. */
  admitPerSecond: number;
  /** Most open admissions for each free seat or place. */
  factor: number;
}

/** The line of an event at one moment, on Redis' clock. */
export interface LineView {
  nowMs: number;
  gate: GateState;
  /** When the sale opens; 0 while that is not known. */
  opensAtMs: number;
  waiting: number;
  /** Arrival number of the last one admitted: everybody up to it has been admitted or is gone. */
  front: number;
  /** Admitted so far. */
  admitted: number;
  /** Admissions that live right now. */
  open: number;
  /** How many more the gate has room for. */
  room: number;
  /** Admitted in the last `recentMs`. */
  recent: number;
  recentMs: number;
}

/** One person's place as the line knows it. */
export interface LinePlace {
  state: PlaceState;
  /** Number of arrival: the smaller is admitted first. */
  arrival: number;
  /** 1 for the first in line; 0 for who does not wait. */
  position: number;
  /** Only while ADMITTED. */
  admission: string | null;
  endsAtMs: number | null;
}

/** A place as its owner sees it. */
export interface PlaceInLine {
  eventId: Id;
  state: PlaceState;
  position: number | null;
  etaSeconds: number | null;
  admission: string | null;
  admittedUntil: Date | null;
}

/** The line in front of a sale, as everybody may see it. */
export interface WaitingRoom {
  /** Buyers must queue right now. */
  active: boolean;
  /** People in line. */
  waiting: number;
  /** How fast the line moved in the last minute. */
  admittedPerMinute: number;
}

/** GraphQL's Int ends here. */
const LONGEST = 2_147_483_647;

/**
 * When a position will be admitted, as far as one can tell: at the gate's rate while it has room, then as fast as slots come back: as
 * lately seen, and at least as their time runs out.
 * @returns whole seconds; null when nobody can tell: nothing is free, the sale is paused or over, the map is being rebuilt.
 */
export function etaSeconds(line: LineView, position: number, rules: LineRules): number | null {
  if (line.gate !== 'OPEN' && line.gate !== 'NOT_YET') return null;
  const beforeOpening = line.gate === 'NOT_YET' ? Math.max(0, line.opensAtMs - line.nowMs) / 1000 : 0;
  const inRoom = Math.min(position, line.room);
  const behind = position - inRoom;
  const lately = line.recentMs >= 1000 ? (line.recent * 1000) / line.recentMs : 0;
  const comesBack = Math.min(rules.admitPerSecond, Math.max(lately, (line.open + inRoom) / (rules.admissionMs / 1000)));
  if (behind > 0 && comesBack === 0) return null;
  const seconds = beforeOpening + inRoom / rules.admitPerSecond + (behind === 0 ? 0 : behind / comesBack);
  return Math.min(LONGEST, Math.ceil(seconds));
}

/** What a person is told of a place. */
export function tellPlace(eventId: Id, line: LineView, place: LinePlace, rules: LineRules): PlaceInLine {
  const waits = place.state === 'WAITING';
  return {
    eventId,
    state: place.state,
    position: waits ? place.position : null,
    etaSeconds: waits ? etaSeconds(line, place.position, rules) : null,
    admission: place.admission,
    admittedUntil: place.endsAtMs === null ? null : new Date(place.endsAtMs),
  };
}

/** What everybody is told of a line. */
export function tellRoom(line: LineView): WaitingRoom {
  const perMinute = (line.recent * 60_000) / Math.max(line.recentMs, 1000);
  return {
    active: line.gate !== 'ENDED' && line.gate !== 'CANCELLED',
    waiting: line.waiting,
    admittedPerMinute: Math.round(perMinute * 10) / 10,
  };
}
