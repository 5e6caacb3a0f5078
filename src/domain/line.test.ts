import { describe, expect, it } from 'vitest';
import { etaSeconds, tellPlace, tellRoom, type LineView } from './line.js';

const RULES = { leaseMs: 60_000, admissionMs: 300_000, admitPerSecond: 20, factor: 1.5 };
const OPEN: LineView = {
  nowMs: 1_000_000,
  gate: 'OPEN',
  opensAtMs: 1,
  waiting: 1_000,
  front: 0,
  admitted: 0,
  open: 0,
  room: 1_000,
  recent: 0,
  recentMs: 0,
};

describe('the estimate of a wait', () => {
  it('is the rate while the gate has room', () => {
    expect(etaSeconds(OPEN, 1, RULES)).toBe(1);
    expect(etaSeconds(OPEN, 1_000, RULES)).toBe(50);
  });

  it('begins when the sale opens', () => {
    expect(etaSeconds({ ...OPEN, gate: 'NOT_YET', opensAtMs: 1_060_000 }, 100, RULES)).toBe(65);
  });

  it('is how fast slots came back lately, once the gate is full', () => {
    const full = { ...OPEN, room: 0, open: 300, recent: 120, recentMs: 60_000 };
    expect(etaSeconds(full, 10, RULES)).toBe(5);
  });

  it('is at most the time in which every admission runs out', () => {
    expect(etaSeconds({ ...OPEN, room: 0, open: 300 }, 1, RULES)).toBe(1);
    expect(etaSeconds({ ...OPEN, room: 0, open: 1 }, 1, RULES)).toBe(300);
  });

  it('is never faster than the rate', () => {
    expect(etaSeconds({ ...OPEN, room: 0, open: 1, recent: 6_000, recentMs: 1_000 }, 100, RULES)).toBe(5);
  });

  it('is not there while nobody can tell', () => {
    expect(etaSeconds({ ...OPEN, room: 0 }, 1, RULES)).toBeNull();
    for (const gate of ['PAUSED', 'ENDED', 'CANCELLED', 'RECOVERING'] as const) expect(etaSeconds({ ...OPEN, gate }, 1, RULES)).toBeNull();
  });
});

describe('what is told', () => {
  it('has a position only for who waits, and an admission only for who was let in', () => {
    const waits = { state: 'WAITING' as const, arrival: 7, position: 2, admission: null, endsAtMs: null };
    expect(tellPlace('e', OPEN, waits, RULES)).toMatchObject({ state: 'WAITING', position: 2, etaSeconds: 1, admission: null });
    const admitted = { state: 'ADMITTED' as const, arrival: 7, position: 0, admission: 'a', endsAtMs: 5 };
    const told = { eventId: 'e', state: 'ADMITTED', position: null, etaSeconds: null, admission: 'a', admittedUntil: new Date(5) };
    expect(tellPlace('e', OPEN, admitted, RULES)).toEqual(told);
  });

  it('of a line says how fast it moves', () => {
    expect(tellRoom({ ...OPEN, recent: 30, recentMs: 45_000 })).toEqual({ active: true, waiting: 1_000, admittedPerMinute: 40 });
    expect(tellRoom({ ...OPEN, gate: 'ENDED', waiting: 0 })).toEqual({ active: false, waiting: 0, admittedPerMinute: 0 });
  });
});
