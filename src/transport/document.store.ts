import { GraphQLError, parse, specifiedRules, validate, type DocumentNode, type GraphQLSchema, type ValidationRule } from 'graphql';
import { LRUCache } from 'lru-cache';
import { QUERY_LIMITS } from '../guard/query.limits.js';
import { subscriptionFault } from '../guard/subscription.fault.js';

const REMEMBERED = 500;

/**
 * Parses and validates documents of the socket, and remembers the good ones: ten thousand watchers send the same text. Apollo
 * does the same for HTTP.
 */
export class DocumentStore {
  readonly #schema: GraphQLSchema;
  readonly #rules: ValidationRule[];
  readonly #known = new LRUCache<string, DocumentNode>({ max: REMEMBERED });

  constructor(parts: { schema: GraphQLSchema; shapeRules: ValidationRule[] }) {
    this.#schema = parts.schema;
    this.#rules = [...specifiedRules, ...parts.shapeRules];
  }

  /** @returns the document, or everything that is wrong with the text. */
  read(text: string): DocumentNode | readonly GraphQLError[] {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    try {
      const document = parse(text, { maxTokens: QUERY_LIMITS.tokens });
      const fault = subscriptionFault(document);
      const errors = fault === null ? validate(this.#schema, document, this.#rules) : [fault];
      if (errors.length > 0) return errors.map((error) => coded(error, 'GRAPHQL_VALIDATION_FAILED'));
      this.#known.set(text, document);
      return document;
    } catch (error) {
      if (error instanceof GraphQLError) return [coded(error, 'GRAPHQL_PARSE_FAILED')];
      throw error;
    }
  }
}

function coded(error: GraphQLError, code: string): GraphQLError {
  const { nodes, source, positions } = error;
  return new GraphQLError(error.message, { nodes, source, positions, extensions: { code } });
}
