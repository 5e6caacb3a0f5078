import { readFileSync } from 'node:fs';
import { buildSchema, isObjectType, isUnionType } from 'graphql';
import { describe, expect, it } from 'vitest';
import { ERROR_CATALOGUE } from '../../../src/errors/catalogue.js';
import { RequestError } from '../api/graphql.js';
import type { Refusal } from '../api/types.js';
import { ERRORS, errorSentence, listSeats, lostSentence, ORDER_STATUS, REFUSALS, refusalSentence } from './sentences.js';

const schema = buildSchema(readFileSync(new URL('../../../schema.graphql', import.meta.url), 'utf8'));
const ASKED_BY_THE_STOREFRONT = [
  'HoldResult',
  'ExtendHoldResult',
  'ReleaseHoldResult',
  'PlaceOrderResult',
  'StartPaymentResult',
  'CancelOrderResult',
  'LoginResult',
  'RegisterResult',
];
const names = { seat: (index: number) => `Seat ${index}`, tier: () => 'Standing' };
const refusal = (fields: Partial<Refusal> & { __typename: string }): string =>
  refusalSentence({ message: 'said by the server', ...fields }, names);

describe('the sentences of the storefront', () => {
  it('cover every refusal that its mutations can answer', () => {
    const failures = ASKED_BY_THE_STOREFRONT.flatMap((name) => {
      const union = schema.getType(name);
      if (!isUnionType(union)) throw new Error(`${name} is not a union of the schema`);
      return union
        .getTypes()
        .filter((member) => isObjectType(member) && member.getInterfaces().some((parent) => parent.name === 'Failure'));
    });
    expect([...new Set(failures.map((type) => type.name))].filter((name) => !(name in REFUSALS))).toEqual([]);
  });

  it('cover every code of the error catalogue', () => {
    expect(Object.keys(ERROR_CATALOGUE).filter((code) => !(code in ERRORS))).toEqual([]);
  });

  it('name the seats that are gone', () => {
    expect(refusal({ __typename: 'SeatsUnavailable', taken: [4, 5] })).toBe(
      'Seat 4 and Seat 5 went to somebody else just before you. The rest is still selected.',
    );
    expect(refusal({ __typename: 'SeatsUnavailable', taken: [1, 2, 3, 4] })).toContain('4 seats');
  });

  it('name neighbours as a range, and rows apart', () => {
    const row = (number: number, ...seats: number[]): string[] => seats.map((seat) => `Block B, row ${number}, seat ${seat}`);
    expect(listSeats(row(3, 12, 11))).toBe('Block B, row 3, seats 11–12');
    expect(listSeats(row(3, 9))).toBe('Block B, row 3, seat 9');
    expect(listSeats([...row(3, 9, 10, 14), ...row(4, 1)])).toBe('Block B, row 3, seats 9–10, 14 and Block B, row 4, seat 1');
    expect(lostSentence(row(3, 1, 2))).toBe('Block B, row 3, seats 1–2 were just taken by somebody else.');
  });

  it('name the seats that a choice would leave alone, and the largest block that is free', () => {
    expect(refusal({ __typename: 'LeavesSingleSeat', stranded: [7] })).toMatch(/^This choice would leave Seat 7 alone/);
    expect(refusal({ __typename: 'NoBlockAvailable', largestBlock: 3 })).toContain('the largest free block has 3 seats');
    expect(refusal({ __typename: 'NoBlockAvailable', largestBlock: 0 })).toBe('No such seat is free right now.');
  });

  it('say how many places are left', () => {
    expect(refusal({ __typename: 'PlacesUnavailable', available: 0, tierId: 't' })).toBe('There are no places left in Standing.');
    expect(refusal({ __typename: 'PlacesUnavailable', available: 1, tierId: 't' })).toBe(
      'Only 1 place left in Standing. Please choose fewer.',
    );
  });

  it('say why a sale is closed and when to come back', () => {
    expect(refusal({ __typename: 'SaleNotOpen', reason: 'RECOVERING', retryAfterMs: 5000 })).toMatch(
      /getting its seats in order.*Try again in 5 seconds\.$/,
    );
    expect(refusal({ __typename: 'SaleNotOpen', reason: 'NOT_YET', opensAt: '2030-01-02T09:00:00Z' })).toMatch(
      /^The sale has not opened yet\. It opens on 2 Jan 2030/,
    );
  });

  it('fall back to the words of the server for a refusal that came later than this page', () => {
    expect(refusal({ __typename: 'SomethingNew' })).toBe('said by the server');
  });

  it('say when a refused request may be repeated', () => {
    expect(errorSentence(new RequestError('RATE_LIMITED', '', 4000))).toBe(
      'That was a lot of requests in a short time. Try again in 4 seconds.',
    );
    expect(errorSentence(new RequestError('OVERLOADED', ''))).toContain('Try again in a moment');
    expect(errorSentence(new Error('anything'))).toContain('on our side');
  });

  it('name every status of an order', () => {
    const statuses = schema.getType('OrderStatus');
    expect(Object.keys(ORDER_STATUS).sort()).toEqual(
      (statuses as { getValues(): { name: string }[] } & typeof statuses)!
        .getValues()
        .map((value) => value.name)
        .sort(),
    );
  });
});
