import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeHoldId, encodeHoldId } from './hold.js';
import { isId, newId } from './id.js';
import { inputHash } from './input-hash.js';
import { FREE, mapByteLength, seatStateAt, setSeatState, type SeatStateCode } from './seat.js';

const SECRET = 'abcDEF012-_xyzQR';

test('a hold id reads back as the address it was made of', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 999_999_999 }), fc.integer({ min: 1, max: 4_294_967_295 }), (epoch, serial) => {
      const address = { eventId: newId(), epoch, serial, secret: SECRET };
      expect(decodeHoldId(encodeHoldId(address))).toEqual(address);
    }),
  );
});

test('any other text is no hold id, and never throws', () => {
  fc.assert(fc.property(fc.string(), (text) => decodeHoldId(text) === null));
  const whole = encodeHoldId({ eventId: newId(), epoch: 1, serial: 1, secret: SECRET });
  const broken = [whole.slice(1), `${whole}x`, whole.replace('.1.', '.0.'), whole.replace('.1.', '.01.'), `${whole}.`];
  for (const text of broken) expect(decodeHoldId(text), text).toBeNull();
});

test('ids are ordered by time, shaped as UUIDv7 and never the same', () => {
  const [early, late] = [newId(1_700_000_000_000), newId(1_700_000_000_001)];
  expect(early < late).toBe(true);
  expect(isId(early)).toBe(true);
  expect(early[14]).toBe('7');
  expect(isId(early.toUpperCase())).toBe(false);
  expect(newId(1)).not.toBe(newId(1));
});

test('a packed map keeps every seat apart from its neighbours', () => {
  const states = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(states, (wanted) => {
      const map = new Uint8Array(mapByteLength(wanted.length));
      for (const [seat, state] of wanted.entries()) setSeatState(map, seat, state as SeatStateCode);
      expect(wanted.map((_, seat) => seatStateAt(map, seat))).toEqual(wanted);
      expect(seatStateAt(map, 1000)).toBe(FREE);
    }),
  );
});

test('the hash of an input depends on what it says, not on the order of its fields', () => {
  expect(inputHash({ a: 1, b: [1, 2], c: undefined })).toBe(inputHash({ b: [1, 2], a: 1 }));
  expect(inputHash({ a: [1, 2] })).not.toBe(inputHash({ a: [2, 1] }));
  expect(inputHash({ a: '1' })).not.toBe(inputHash({ a: 1 }));
  expect(inputHash({ a: null })).not.toBe(inputHash({}));
});
