import { describe, expect, it } from 'vitest';
import type { PlaceInLine } from '../api/types.js';
import { lineNews, lineWords } from './line.js';

const NOTHING: PlaceInLine = { state: 'LEFT', position: null, etaSeconds: null, admission: null, admittedUntil: null };
const waiting = (position: number, etaSeconds: number | null = null): PlaceInLine => ({
  ...NOTHING,
  state: 'WAITING',
  position,
  etaSeconds,
});
const admitted: PlaceInLine = { ...NOTHING, state: 'ADMITTED', admission: 'a', admittedUntil: '2030-01-01T00:00:00Z' };
const expired: PlaceInLine = { ...NOTHING, state: 'EXPIRED' };

describe('the words of the line', () => {
  it('say the position and how long it takes, and admit when nobody can tell', () => {
    expect(lineWords(waiting(12, 150), 0)).toEqual({ title: 'You are number 12 in line', text: 'About 3 minutes to go.' });
    expect(lineWords(waiting(1, 4), 0)).toEqual({ title: 'You are next', text: 'About 4 seconds to go.' });
    expect(lineWords(waiting(2), 0).text).toBe('Nobody can tell yet how long it takes.');
  });

  it('tell who has no place, or has one no more, that they can join', () => {
    expect(lineWords(null, 7).text).toContain('About 7 waiting');
    expect(lineWords(null, 0).text).not.toContain('waiting');
    expect(lineWords(expired, 0)).toMatchObject({ title: 'Your place in line has ended', text: expect.stringContaining('Join again') });
  });

  it('speak of a few steps on a long way, and of every one at its end', () => {
    expect(lineNews(waiting(90), waiting(80))).toBeNull();
    expect(lineNews(waiting(101), waiting(90))).toBe('You are number 90 in line.');
    expect(lineNews(waiting(3), waiting(2))).toBe('You are number 2 in line.');
    expect(lineNews(waiting(2), waiting(1))).toBe('You are next.');
    expect(lineNews(waiting(1), waiting(1, 3))).toBeNull();
  });

  it('speak once of joining, of the turn, of the end and of leaving', () => {
    expect(lineNews(null, waiting(40, 60))).toBe('You are number 40 in line. About 1 minute to go.');
    expect(lineNews(waiting(1), admitted)).toMatch(/^It is your turn\./);
    expect(lineNews(admitted, { ...admitted })).toBeNull();
    expect(lineNews(admitted, expired)).toMatch(/^Your place in line has ended\./);
    expect(lineNews(waiting(4), NOTHING)).toBe('You have left the line.');
  });

  it('stay silent about what was over before the page was opened, and about the end that an order brings', () => {
    expect(lineNews(null, null)).toBeNull();
    expect(lineNews(null, expired)).toBeNull();
    expect(lineNews(null, NOTHING)).toBeNull();
    expect(lineNews(admitted, NOTHING)).toBeNull();
  });
});
