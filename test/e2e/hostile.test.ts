import { readFileSync } from 'node:fs';
import {
  buildSchema,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  type GraphQLField,
  type GraphQLInputType,
} from 'graphql';
import { beforeAll, describe, expect, it } from 'vitest';
import { startBoxOffice, type BoxOffice } from '../support/box-office.js';
import { useDisposer } from '../support/disposer.js';
import type { GraphQLClient } from '../support/graphql-client.js';
import { freshKey, openSale, type TestSale } from '../support/sale.js';
import { placeOrder } from '../support/purchase.js';

const disposer = useDisposer({ scope: 'file' });
/** What is refused here is refused for what it is, and not for its number or on a machine that is busy with something else. */
const PATIENT = { LIMIT_LOGINS_PER_15MIN: '1000000', REQUEST_DEADLINE_MS: '60000' };
let office: BoxOffice;
let staff: GraphQLClient;
let guest: GraphQLClient;
let sale: TestSale;
/** A good value for each argument and input field that needs a real one. */
let known: Record<string, string>;

beforeAll(async () => {
  office = await startBoxOffice(disposer, PATIENT);
  staff = await office.client().logIn('admin@example.com');
  guest = await office.client().asGuest();
  sale = await openSale(staff);
  const { order } = await placeOrder(guest, sale, { seats: [0] });
  const { event } = await staff.ask('query($id: ID!) { event(id: $id) { show { id } venue { id } chart { id } } }', { id: sale.eventId });
  const other = await openSale(staff);
  known = {
    id: other.eventId,
    eventId: sale.eventId,
    showId: event.show.id,
    venueId: event.venue.id,
    chartId: event.chart.id,
    tierId: sale.seatedTier.id,
    priceId: sale.seatedTier.standard,
    orderNo: order.orderNo,
    holdId: await freshHold(),
    provider: 'sandbox',
    timezone: 'Europe/Berlin',
    currency: 'EUR',
    locale: 'en',
  };
}, 240_000);

async function freshHold(): Promise<string> {
  const input = { eventId: sale.eventId, seats: [5], idempotencyKey: freshKey() };
  const { holdTickets } = await guest.ask('mutation($input: HoldTicketsInput!) { holdTickets(input: $input) { ... on Hold { id } } }', {
    input,
  });
  return holdTickets.id;
}

/** Fields that end what the others are tried on, in the order in which they may come. */
const ENDING = ['releaseHold', 'cancelOrder', 'pauseSale', 'closeSale', 'cancelEvent'];

const schema = buildSchema(readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8'));
const cursor = (...keys: string[]) => Buffer.from(JSON.stringify(keys)).toString('base64url');
const ID = '01a1f85b-3c4b-70f9-8c3f-7c59a96440fb';
const TEXTS = [
  '',
  ' ',
  'a\0b',
  '\ud800',
  '😀'.repeat(60),
  '\u202Etxet',
  '%',
  "' OR 1=1 --",
  'x'.repeat(20_000),
  '__proto__',
  '-1',
  '\r\nBcc: all@example.com',
  ID,
  cursor('2026-02-30T00:00:00.000Z', ID),
  cursor('0000-01-01T00:00:00.000Z', ID),
  cursor('1', '1'),
  cursor('2026-01-01T00:00:00.000Z', '\0'),
  cursor(ID),
];
const VALUES: Record<string, unknown[]> = {
  Int: [0, -1, 101, 2_147_483_647, 2_147_483_648, -2_147_483_649, 1.5, 1e300, '5'],
  SafeInt: [-1, 2 ** 31, 2 ** 53 - 1, 2 ** 53, 0.5],
  DateTime: [
    '0000-01-01T00:00:00Z',
    '0001-01-01T00:00:00Z',
    '9999-12-31T23:59:59-12:00',
    '1969-01-01T00:00:00Z',
    '2026-02-30T00:00:00Z',
    5,
  ],
  EmailAddress: ['', 'x', 'a@b.com\n', 'ü@example.com', `${'a'.repeat(300)}@b.c`],
  JSON: [null, [], 5, JSON.parse('{"__proto__": {"name": "x"}, "constructor": 5}'), { name: '\ud800', zones: [{}] }],
  Boolean: [1, 'x'],
};

function goodValue(type: GraphQLInputType, name: string): unknown {
  if (isNonNullType(type)) return goodValue(type.ofType, name);
  if (isListType(type)) return [goodValue(type.ofType, name)];
  if (isEnumType(type)) return type.getValues()[0]!.name;
  if (isInputObjectType(type)) {
    const needed = Object.values(type.getFields()).filter((field) => isNonNullType(field.type));
    return Object.fromEntries(needed.map((field) => [field.name, goodValue(field.type, field.name)]));
  }
  const samples: Record<string, unknown> = { Int: 1, SafeInt: 1, Boolean: true, DateTime: '2027-01-01T00:00:00Z', JSON: {} };
  if (name === 'idempotencyKey') return freshKey();
  return known[name] ?? samples[type.name] ?? (type.name === 'EmailAddress' ? 'someone@example.com' : 'text');
}

/** Everything wrong that can be put where a value of the type belongs, also deep inside it. */
function wrongValues(type: GraphQLInputType, name: string): unknown[] {
  const bare = getNullableType(type);
  if (isListType(bare)) return [[], {}, ...wrongValues(bare.ofType, name).map((value) => [value])];
  if (isEnumType(bare)) return ['NOTHING', ''];
  if (!isInputObjectType(bare)) return VALUES[bare.name] ?? TEXTS;
  const fields = Object.values(bare.getFields());
  const spoilt = fields.flatMap((field) => wrongValues(field.type, field.name).map((value) => ({ [field.name]: value })));
  return [{}, ...spoilt.map((one) => ({ ...(goodValue(bare, name) as object), ...one }))];
}

function documentOf(root: string, field: GraphQLField<unknown, unknown>): string {
  const declared = field.args.map((arg) => `$${arg.name}: ${arg.type.toString()}`).join(', ');
  const used = field.args.map((arg) => `${arg.name}: $${arg.name}`).join(', ');
  const type = getNamedType(field.type);
  const selection = isLeafType(type) ? '' : type.name.endsWith('Connection') ? '{ edges { cursor } }' : '{ __typename }';
  return `${root} (${declared}) { ${field.name}(${used}) ${selection} }`;
}

describe('hostile input', () => {
  const fields = [schema.getQueryType()!, schema.getMutationType()!].flatMap((root) =>
    Object.values(root.getFields())
      .filter((field) => field.args.length > 0)
      .map((field) => ({ field, root: root.name.toLowerCase(), path: `${root.name}.${field.name}` })),
  );
  // What ends the hold, the order and the sale comes after all that needs them.
  const isLast = (path: string) => ENDING.indexOf(path.split('.')[1]!);
  fields.sort((a, b) => isLast(a.path) - isLast(b.path));

  it.each(fields)('of $path is refused or does its work, and never an internal error', async ({ field, root }) => {
    const document = documentOf(root, field);
    const faults: string[] = [];
    for (const arg of field.args) {
      const needed = () => field.args.filter((one) => isNonNullType(one.type)).map((one) => [one.name, goodValue(one.type, one.name)]);
      for (const value of wrongValues(arg.type, arg.name)) {
        for (const client of [staff, guest]) {
          const reply = await client.send(document, { ...Object.fromEntries(needed()), [arg.name]: value });
          const bad = reply.errors?.find(({ extensions }) => ['INTERNAL', 'DEPENDENCY_UNAVAILABLE'].includes(extensions.code));
          if (bad !== undefined) faults.push(`${arg.name} = ${JSON.stringify(value).slice(0, 200)}: ${bad.message}`);
        }
      }
    }
    expect(faults).toEqual([]);
  });
});
