import { expect, test } from 'vitest';
import { texts, words } from './array.literal.js';

const self = <T>(element: T) => element;

test('words are written as they are', () => {
  expect(words([1, null, 'a-b'], self)).toBe('{1,NULL,a-b}');
  expect(words([], self)).toBe('{}');
});

test('texts are quoted, whatever is in them, and a text that says NULL is a text', () => {
  expect(texts(['a', 'NULL', '', '{b,c}', 'say "so"', String.raw`back\slash"`], self)).toBe(
    String.raw`{"a","NULL","","{b,c}","say \"so\"","back\\slash\""}`,
  );
  expect(texts(['a', null, 'say "so"'], self)).toBe(String.raw`{"a",NULL,"say \"so\""}`);
  expect(texts([null, null], self)).toBe('{NULL,NULL}');
  expect(texts([], self)).toBe('{}');
});
