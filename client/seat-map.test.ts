import { describe, expect, it } from 'vitest';
import { SeatMap, type DeltaFrame, type SeatMapFrame, type SeatState } from './seat-map.js';

const CODES: Record<SeatState, number> = { FREE: 0, HELD: 1, SOLD: 2, BLOCKED: 3 };

function snapshot(version: number, states: readonly SeatState[], epoch = 1, available = 10): SeatMapFrame {
  const bytes = Buffer.alloc((states.length + 3) >> 2);
  states.forEach((state, index) => {
    bytes[index >> 2]! |= CODES[state] << (6 - 2 * (index & 3));
  });
  const places = [{ tierId: 'standing', available }];
  return { __typename: 'SeatMapSnapshot', cursor: { epoch, version }, seatCount: states.length, states: bytes.toString('base64'), places };
}

function delta(from: number, to: number, changes: [number, SeatState][], epoch = 1, available?: number): DeltaFrame {
  const bytes = Buffer.alloc(changes.length * 4);
  changes.forEach(([index, state], position) => bytes.writeUInt32LE(((index << 2) | CODES[state]) >>> 0, position * 4));
  const places = available === undefined ? [] : [{ tierId: 'standing', available }];
  return {
    __typename: 'SeatMapDelta',
    from: { epoch, version: from },
    to: { epoch, version: to },
    packed: bytes.toString('base64'),
    places,
  };
}

const stateList = (map: SeatMap): SeatState[] => Array.from({ length: map.seatCount }, (_, index) => map.stateOf(index));

describe('SeatMap', () => {
  it('reads a snapshot, the most significant pair of a byte first', () => {
    const map = new SeatMap();
    expect(
      map.apply({
        ...snapshot(7, []),
        states: Buffer.from([0b00_01_10_11, 0b10_00_00_00]).toString('base64'),
        seatCount: 5,
      } as SeatMapFrame),
    ).toEqual({ kind: 'applied', first: true, seats: [0, 1, 2, 3, 4], places: ['standing'] });
    expect(stateList(map)).toEqual(['FREE', 'HELD', 'SOLD', 'BLOCKED', 'SOLD']);
    expect(map.cursor).toEqual({ epoch: 1, version: 7 });
    expect(map.available('standing')).toBe(10);
  });

  it('applies a delta and names only the seats and places that differ', () => {
    const map = new SeatMap();
    map.apply(snapshot(7, ['FREE', 'HELD', 'FREE', 'FREE', 'FREE']));
    expect(
      map.apply(
        delta(
          7,
          9,
          [
            [4, 'SOLD'],
            [1, 'HELD'],
            [0, 'HELD'],
          ],
          1,
          8,
        ),
      ),
    ).toEqual({ kind: 'applied', first: false, seats: [4, 0], places: ['standing'] });
    expect(stateList(map)).toEqual(['HELD', 'HELD', 'FREE', 'FREE', 'SOLD']);
    expect(map.cursor).toEqual({ epoch: 1, version: 9 });
    expect(map.available('standing')).toBe(8);
  });

  it('applies a delta that begins before its own version', () => {
    const map = new SeatMap();
    map.apply(snapshot(7, ['FREE', 'FREE']));
    expect(
      map.apply(
        delta(5, 8, [
          [0, 'HELD'],
          [1, 'FREE'],
        ]),
      ).kind,
    ).toBe('applied');
    expect(stateList(map)).toEqual(['HELD', 'FREE']);
  });

  it('leaves a delta that it already knows, also when it comes twice', () => {
    const map = new SeatMap();
    map.apply(snapshot(7, ['FREE']));
    map.apply(delta(7, 8, [[0, 'HELD']]));
    map.apply(delta(8, 9, [[0, 'FREE']]));
    expect(map.apply(delta(7, 8, [[0, 'HELD']]))).toEqual({ kind: 'stale' });
    expect(map.stateOf(0)).toBe('FREE');
  });

  it('changes nothing on a gap in the version line', () => {
    const map = new SeatMap();
    map.apply(snapshot(7, ['FREE']));
    expect(map.apply(delta(9, 10, [[0, 'SOLD']]))).toEqual({ kind: 'gap' });
    expect(map.stateOf(0)).toBe('FREE');
    expect(map.cursor?.version).toBe(7);
  });

  it('calls a delta of another epoch, or one before any snapshot, a gap', () => {
    const map = new SeatMap();
    expect(map.apply(delta(0, 1, [[0, 'SOLD']])).kind).toBe('gap');
    map.apply(snapshot(7, ['FREE']));
    expect(map.apply(delta(7, 8, [[0, 'SOLD']], 2)).kind).toBe('gap');
  });

  it('forgets everything for the snapshot of a new epoch, and names what differs', () => {
    const map = new SeatMap();
    map.apply(snapshot(70, ['HELD', 'SOLD', 'FREE']));
    expect(map.apply(snapshot(1, ['FREE', 'SOLD', 'FREE'], 2))).toEqual({ kind: 'applied', first: false, seats: [0], places: [] });
    expect(map.cursor).toEqual({ epoch: 2, version: 1 });
  });

  it('leaves an older snapshot of the same epoch', () => {
    const map = new SeatMap();
    map.apply(snapshot(7, ['SOLD']));
    expect(map.apply(snapshot(6, ['FREE']))).toEqual({ kind: 'stale' });
    expect(map.stateOf(0)).toBe('SOLD');
  });

  it('reads a seat that it does not have as blocked', () => {
    const map = new SeatMap();
    map.apply(snapshot(1, ['FREE']));
    expect(map.stateOf(1)).toBe('BLOCKED');
    expect(map.stateOf(-1)).toBe('BLOCKED');
  });

  it('ends in the state of a list of seats after 300 random changes, whatever way the frames are cut', () => {
    const truth: SeatState[] = Array.from({ length: 37 }, () => 'FREE');
    const map = new SeatMap();
    map.apply(snapshot(0, truth));
    let version = 0;
    for (let round = 0; round < 300; round++) {
      const changes: [number, SeatState][] = Array.from({ length: 1 + (round % 3) }, (_, position) => {
        const index = (round * 17 + position * 5) % truth.length;
        const state = (['FREE', 'HELD', 'SOLD', 'BLOCKED'] as const)[(round + position) % 4]!;
        truth[index] = state;
        return [index, state];
      });
      map.apply(delta(version, version + 1, changes));
      version++;
    }
    expect(stateList(map)).toEqual(truth);
  });
});
