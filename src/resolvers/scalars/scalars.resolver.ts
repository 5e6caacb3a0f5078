import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';
import { DateTimeResolver, EmailAddressResolver, JSONResolver, SafeIntResolver } from 'graphql-scalars';

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
/** RFC 5321 §4.5.3.1.3 allows 256 octets for a path, two of which are its angle brackets. */
const EMAIL_LENGTH = 254;

function checkedBase64(value: unknown): string {
  if (typeof value === 'string' && BASE64.test(value)) return value;
  throw new GraphQLError('Base64 must be standard base64 text with padding.');
}

/** Output is trusted: resolvers give text that Buffer made, and a map of a big hall should not be matched on each read. */
const Base64Resolver = new GraphQLScalarType<string, string>({
  name: 'Base64',
  serialize: (value) => value as string,
  parseValue: checkedBase64,
  parseLiteral: (node) => checkedBase64(node.kind === Kind.STRING ? node.value : null),
});

function shortAddress(value: unknown): string {
  if (typeof value === 'string' && value.length > EMAIL_LENGTH) throw new GraphQLError('EmailAddress is too long.');
  return EmailAddressResolver.parseValue(value) as string;
}

/** Output is trusted: what the ledger holds was checked when it came in. */
const BoundedEmailAddressResolver = new GraphQLScalarType<string, string>({
  name: 'EmailAddress',
  serialize: (value) => value as string,
  parseValue: shortAddress,
  parseLiteral: (node) => shortAddress(node.kind === Kind.STRING ? node.value : null),
});

/** The scalars of the schema. DateTime reads and gives Date, SafeInt number, JSON unknown, the others string. */
export const scalarResolvers = {
  Base64: Base64Resolver,
  DateTime: DateTimeResolver,
  EmailAddress: BoundedEmailAddressResolver,
  JSON: JSONResolver,
  SafeInt: SafeIntResolver,
};
