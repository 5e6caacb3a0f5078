import { describe, expect, it } from 'vitest';
import { isStorable, searchable, storableJson } from './text.js';

describe('a text for the ledger', () => {
  it('has neither U+0000 nor half of a surrogate pair', () => {
    for (const text of ['', 'Zoë', '😀', '\u202E', '\n']) expect(isStorable(text), text).toBe(true);
    for (const text of ['\0', 'a\0b', '\ud83d', '\ude00x']) expect(isStorable(text), JSON.stringify(text)).toBe(false);
  });

  it('finds nothing where no stored text could be meant', () => {
    expect(searchable('a\0')).toBe('a\u{FFFD}');
  });

  it('keeps the rest of what strangers wrote, at any depth', () => {
    const value = { 'k\0': ['a\0b', { deep: '\ud83d', good: '😀' }], n: 1.5, none: null };
    expect(JSON.parse(storableJson(value))).toEqual({ 'k\u{FFFD}': ['a\u{FFFD}b', { deep: '\u{FFFD}', good: '😀' }], n: 1.5, none: null });
    const polluting = JSON.parse('{"__proto__": {"a": 1}}') as unknown;
    expect(storableJson(polluting)).toBe('{"__proto__":{"a":1}}');
  });
});
