import { describe, expect, it } from 'vitest';
import { mobileNumberOf } from './phone.js';

describe('the number for short messages', () => {
  it.each([
    ['+49 361 1234567', '+493611234567'],
    ['0049 361 1234567', '+493611234567'],
    [' +49 (0)361/12-34.567 ', '+493611234567'],
    ['+86\u200F10', null],
    ['+1 (212) 555‑0100', '+12125550100'],
    ['0361 1234567', null],
    ['+0361 1234567', null],
    ['+123456', null],
    ['+1234567890123456', null],
    ['+49 361 1234567 ext. 5', null],
    ['ask my sister', null],
    ['+49 361 1234567\r\nBcc: x', null],
    ['', null],
    [null, null],
  ])('of %j is %j', (phone, number) => expect(mobileNumberOf(phone)).toBe(number));
});
