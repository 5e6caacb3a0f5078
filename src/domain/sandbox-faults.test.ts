import { expect, test } from 'vitest';
import { NO_FAULTS, readFaults } from './sandbox-faults.js';

test('faults are read from a text that says which, and a wrong text says what is wrong', () => {
  expect(readFaults('drop=0.2, copies=3')).toEqual({ ...NO_FAULTS, drop: 0.2, copies: 3 });
  expect(readFaults('')).toEqual(NO_FAULTS);
  expect(readFaults('explode=1')).toBe('there is no fault explode');
  expect(readFaults('drop=2')).toBe('drop must be 0 to 1');
  expect(readFaults('drop')).toBe('drop must be 0 to 1');
});
