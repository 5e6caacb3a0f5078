import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { InventoryChange } from '../domain/inventory-change.js';
import { seatStateAt, setSeatState, type MapCursor, type SeatStateCode } from '../domain/seat.js';
import { EventFeed } from './event.feed.js';
import { Watcher } from './watcher.js';
import type { MapFrame } from './feed.port.js';

const SEATS = 12;
const EVENT = '00000000-0000-7000-8000-000000000001';

/** The other side of the line: a map that changes step by step, and a log that reaches back as far as it is told. */
class Line {
  readonly map = new Uint8Array(SEATS / 4);
  readonly changes: InventoryChange[] = [];
  kept = 1000;
  epoch = 1;

  readMap = async () => ({ cursor: this.cursor, atMs: 0, seatCount: SEATS, map: this.map, tiers: [{ tier: 0, free: 7 }] });
  changesSince = async (_event: string, since: MapCursor) => {
    const reaches = since.epoch === this.epoch && since.version >= this.cursor.version - this.kept;
    return reaches ? this.changes.slice(since.version) : null;
  };
  channelOf = () => 'none';
  noteSeen = () => undefined;

  get cursor(): MapCursor {
    return { epoch: this.epoch, version: this.changes.length };
  }

  step(seat: number, state: number): InventoryChange {
    setSeatState(this.map, seat, state as SeatStateCode);
    const change = {
      epoch: this.epoch,
      version: this.changes.length + 1,
      atMs: 0,
      seats: [(seat << 2) | state],
      free: [{ tier: 0, free: seat }],
      operation: '',
    };
    this.changes.push(change);
    return change;
  }
}

function foldInto(map: Uint8Array, frame: MapFrame): void {
  if (frame.kind === 'SeatMapSnapshot') map.set(frame.map);
  else for (const word of frame.words) setSeatState(map, word >>> 2, (word & 3) as SeatStateCode);
}

const steps = fc.array(fc.tuple(fc.nat(SEATS - 1), fc.nat(3)), { maxLength: 60 });

test('whatever is lost on the way, folding frames gives the map, and frames join without a gap', async () => {
  await fc.assert(
    fc.asyncProperty(steps, fc.infiniteStream(fc.nat(4)), fc.nat(5), async (plan, chance, kept) => {
      const line = new Line();
      line.kept = kept;
      const feed = new EventFeed({ eventId: EVENT, source: line });
      await feed.resync();
      const seen = new Uint8Array(SEATS / 4);
      let cursor: MapCursor | null = null;
      for (const [seat, state] of plan) {
        const change = line.step(seat, state);
        const luck = chance.next().value;
        if (luck === 0) continue; // the notice is lost
        if (feed.apply(change) === 'gap') await feed.resync();
        if (luck === 1) continue; // the watcher is slow
        const frame = feed.frameSince(cursor);
        if (frame === null) continue;
        if (frame.kind === 'SeatMapDelta') expect(frame.from).toEqual(cursor);
        foldInto(seen, frame);
        cursor = frame.kind === 'SeatMapDelta' ? frame.to : frame.cursor;
      }
      await feed.resync();
      const last = feed.frameSince(cursor);
      if (last !== null) foldInto(seen, last);
      expect([...seen]).toEqual([...line.map]);
    }),
  );
});

test('a change that does not follow is a gap, one seen before is old', async () => {
  const line = new Line();
  const feed = new EventFeed({ eventId: EVENT, source: line });
  await feed.resync();
  const [first, second, third] = [line.step(1, 1), line.step(2, 1), line.step(3, 1)];
  expect(feed.apply(second)).toBe('gap');
  expect(feed.apply(first)).toBe('applied');
  expect(feed.apply(first)).toBe('old');
  expect(feed.apply(third)).toBe('gap');
  expect(await feed.resync()).toBe(true);
  expect(feed.cursor).toEqual({ epoch: 1, version: 3 });
});

test('a delta carries each seat once, at its newest state', async () => {
  const line = new Line();
  const feed = new EventFeed({ eventId: EVENT, source: line });
  await feed.resync();
  for (const state of [1, 0, 1, 2]) feed.apply(line.step(5, state));
  expect(feed.frameSince({ epoch: 1, version: 0 })).toMatchObject({
    kind: 'SeatMapDelta',
    words: [(5 << 2) | 2],
    to: { epoch: 1, version: 4 },
  });
});

test('a new epoch means: forget all, take the snapshot', async () => {
  const line = new Line();
  const feed = new EventFeed({ eventId: EVENT, source: line });
  await feed.resync();
  feed.apply(line.step(1, 2));
  line.epoch = 2;
  line.changes.length = 0;
  const loaded = { epoch: 2, version: 1, atMs: 0, seats: [], free: [], operation: '' };
  expect(feed.apply(loaded)).toBe('gap');
  await feed.resync();
  expect(feed.frameSince({ epoch: 1, version: 1 })).toMatchObject({ kind: 'SeatMapSnapshot', cursor: { epoch: 2 } });
  expect(seatStateAt(line.map, 1)).toBe(2);
});

test('a watcher that leaves while it waits ends at once', async () => {
  const line = new Line();
  const feed = new EventFeed({ eventId: EVENT, source: line });
  await feed.resync();
  let left = 0;
  const watcher = new Watcher(feed, null, { requestFlush: () => undefined, leave: () => (left += 1) });
  expect((await watcher.next()).value).toMatchObject({ kind: 'SeatMapSnapshot' });
  const parked = watcher.next();
  await watcher.return();
  await watcher.return();
  expect(await parked).toEqual({ done: true, value: undefined });
  expect(left).toBe(1);
});

test('a watcher that resumes where the map stands gets an empty delta at once', async () => {
  const line = new Line();
  const feed = new EventFeed({ eventId: EVENT, source: line });
  line.step(1, 1);
  await feed.resync();
  const watcher = new Watcher(feed, { epoch: 1, version: 1 }, { requestFlush: () => undefined, leave: () => undefined });
  expect((await watcher.next()).value).toMatchObject({
    kind: 'SeatMapDelta',
    words: [],
    from: { epoch: 1, version: 1 },
    to: { epoch: 1, version: 1 },
  });
});
