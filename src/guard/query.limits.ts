import { ApolloArmor } from '@escape.tech/graphql-armor';
import type { ValidationRule } from 'graphql';

/** Bounds of one GraphQL document, the same over HTTP and over the socket. */
export const QUERY_LIMITS = {
  /** Lexical tokens; comments are not among them, so the body's bound has to hold those. */
  tokens: 1000,
  /** Nested fields; fragments do not count. me → orders → edges → node → items → price → amount → currency is 8. */
  depth: 8,
  aliases: 10,
  directives: 10,
  rootFields: 5,
  /** Objects that the answer may have; see `costOf`. */
  cost: 1000,
} as const;

/**
 * Rules for the shape of a document that hold for everybody, so that a document which passed may be remembered. What depends
 * on the reader or on variables is judged by DocumentGuard each time.
 */
export function createShapeRules(): ValidationRule[] {
  const armor = new ApolloArmor({
    maxDepth: { n: QUERY_LIMITS.depth, flattenFragments: true, ignoreIntrospection: true },
    maxAliases: { n: QUERY_LIMITS.aliases },
    maxDirectives: { n: QUERY_LIMITS.directives },
    // Its cost knows neither page sizes nor memory of fragments; ours does. Tokens are counted by the parser itself.
    costLimit: { enabled: false },
    maxTokens: { enabled: false },
    blockFieldSuggestion: { enabled: false },
  });
  return armor.protect().validationRules as ValidationRule[];
}
