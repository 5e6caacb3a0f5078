import { randomUUID } from 'node:crypto';
import { GraphQLError } from 'graphql';
import { AisleError } from './aisle-error.js';
import { ERROR_CATALOGUE, type ErrorCode, type ErrorEntry } from './catalogue.js';

/** The part of a logger that the formatter needs. */
export interface ErrorLog {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** Codes of graphql-js' and Apollo's own complaints about a request; their messages name only what the client sent. */
const REQUEST_FAULTS = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
  'BAD_USER_INPUT',
  'BAD_REQUEST',
]);

/** @returns the AisleError at the bottom of a wrapped error, or null when there is none. */
export function findAisleError(error: unknown): AisleError | null {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; depth += 1) {
    if (at instanceof AisleError) return at;
    at = at instanceof GraphQLError ? at.originalError : undefined;
  }
  return null;
}

function extensionsOf(error: AisleError, logId?: string): Record<string, unknown> {
  return {
    code: error.code,
    ...(error.retryAfterMs === undefined ? {} : { retryAfterMs: Math.ceil(error.retryAfterMs) }),
    ...(error.problems === undefined ? {} : { problems: error.problems }),
    ...(logId === undefined ? {} : { logId }),
  };
}

/** A complaint of graphql-js about the request itself: it has no original error, or that one is a GraphQLError too. */
function isRequestFault(error: GraphQLError): boolean {
  const original = error.originalError;
  return (original === undefined || original === null || original instanceof GraphQLError) && !originatesInResolver(error);
}

/** graphql-js gives an error a path only while it runs a field; arguments that fail to coerce there are still the client's. */
function originatesInResolver(error: GraphQLError): boolean {
  return error.path !== undefined && error.extensions['code'] === undefined && !/^(Argument|Variable) /.test(error.message);
}

/**
 * Turns whatever was thrown into what a client may know, and logs it at the level of its code.
 * AisleErrors keep message, code, retryAfterMs and problems. Complaints about the request keep their message. Everything
 * else becomes INTERNAL with `logId`, which is in the log beside the cause.
 */
export function createErrorFormatter(log: ErrorLog): (error: unknown) => GraphQLError {
  return (error) => {
    const position = error instanceof GraphQLError ? { nodes: error.nodes, source: error.source, positions: error.positions, path: error.path } : {};
    const known = findAisleError(error);
    if (known !== null && known.code !== 'INTERNAL') {
      logKnown(log, known);
      return new GraphQLError(known.message, { ...position, extensions: extensionsOf(known) });
    }
    if (known === null && error instanceof GraphQLError && isRequestFault(error)) {
      const code = error.extensions['code'];
      return new GraphQLError(error.message, {
        ...position,
        extensions: { code: typeof code === 'string' && REQUEST_FAULTS.has(code) ? code : 'BAD_USER_INPUT' },
      });
    }
    const logId = randomUUID();
    log.error({ err: error instanceof GraphQLError ? (error.originalError ?? error) : error, logId }, 'internal error');
    const text = `${ERROR_CATALOGUE.INTERNAL.text} Log id ${logId}.`;
    return new GraphQLError(text, { ...position, extensions: { code: 'INTERNAL', logId } });
  };
}

function logKnown(log: ErrorLog, error: AisleError): void {
  const entry: ErrorEntry = ERROR_CATALOGUE[error.code as ErrorCode];
  log[entry.logLevel]({ code: error.code, problems: error.problems, cause: error.cause }, error.message);
}
