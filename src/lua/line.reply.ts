import type { GateState, LinePlace, LineRules, LineView, PlaceState } from '../domain/line.js';
import type { EventKeys } from './keys.js';
import type { EventCall } from './script.contract.js';
import type { ScriptReply } from './script.reply.js';
import type { MapCursor } from '../domain/seat.js';

/** A call that moves the line on. */
export interface LineCall extends EventCall {
  rules: LineRules;
}

/** What a script of the line answers: the line, and the places of the people asked about, in their order; null for who has none. */
export interface LineAnswer {
  line: LineView;
  places: (LinePlace | null)[];
}

/** KEYS of every script that opens the line. */
export function lineKeys(keys: EventKeys): string[] {
  return [keys.meta, keys.places, keys.line, keys.admissions, keys.lineDue, keys.gate];
}

/** ARGV of every script that reads the line: seenEpoch seenVersion factor. */
export function readArguments(rules: LineRules, seen: MapCursor): number[] {
  return [seen.epoch, seen.version, Math.round(rules.factor * 100)];
}

/** ARGV of every script that moves the line on: those, then rate leaseMs admissionMs. */
export function gateArguments(rules: LineRules, seen: MapCursor): number[] {
  return [...readArguments(rules, seen), Math.max(1, Math.round(rules.admitPerSecond * 1000)), rules.leaseMs, rules.admissionMs];
}

/** LINE nowMs gate opensAtMs waiting front admitted open room recent recentMs, then state arrival position admission endsAtMs each. */
export function decodeLine(reply: ScriptReply): LineAnswer {
  const nowMs = reply.integer();
  const gate = reply.text() as GateState;
  const [opensAtMs, waiting, front, admitted] = [reply.integer(), reply.integer(), reply.integer(), reply.integer()];
  const [open, room, recent, recentMs] = [reply.integer(), reply.integer(), reply.integer(), reply.integer()];
  const places: LineAnswer['places'] = [];
  while (!reply.done) places.push(decodePlace(reply));
  return { line: { nowMs, gate, opensAtMs, waiting, front, admitted, open, room, recent, recentMs }, places };
}

function decodePlace(reply: ScriptReply): LinePlace | null {
  const state = reply.text();
  const [arrival, position] = [reply.integer(), reply.integer()];
  const admission = reply.text();
  const endsAtMs = reply.integer();
  if (state === 'NONE') return null;
  return {
    state: state as PlaceState,
    arrival,
    position,
    admission: admission === '' ? null : admission,
    endsAtMs: endsAtMs === 0 ? null : endsAtMs,
  };
}
