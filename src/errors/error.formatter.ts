import { randomUUID } from 'node:crypto';
import { GraphQLError, Kind } from 'graphql';
import type { Log } from '../domain/log.js';
import { AisleError, type Problem } from './aisle-error.js';
import { ERROR_CATALOGUE, type ErrorEntry } from './catalogue.js';

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

/** For errors that may pass by themselves and whose thrower did not know when. */
const RETRY_MS = 1000;

/** Clients rely on retryAfterMs with every code that is retryable, and on problems with BAD_USER_INPUT. */
function extensionsOf(error: AisleError): Record<string, unknown> {
  const { code, message } = error;
  const retryAfterMs = error.retryAfterMs ?? (ERROR_CATALOGUE[code].retryable ? RETRY_MS : undefined);
  const problems = error.problems ?? (code === 'BAD_USER_INPUT' ? [{ path: '', message }] : undefined);
  return {
    code,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs: Math.ceil(retryAfterMs) }),
    ...(problems === undefined ? {} : { problems }),
  };
}

/**
 * Whether the error is graphql-js' complaint about the request itself. Parsing, validation and variables are judged before any
 * field runs, so those have no path; an argument that a field cannot read has one. What a resolver or a return value did wrong
 * has a path too, and its words are not for clients.
 */
function isRequestFault(error: GraphQLError): boolean {
  const code = error.extensions['code'];
  if (typeof code === 'string') return REQUEST_FAULTS.has(code);
  if (error.path !== undefined) return error.originalError instanceof GraphQLError && error.message.startsWith('Argument "');
  const { originalError } = error;
  return originalError === undefined || originalError instanceof GraphQLError || error.nodes?.[0]?.kind === Kind.VARIABLE_DEFINITION;
}

/** graphql-js ends the message of a wrong variable with `at "input.seats[0]"; ` and what is wrong there. */
const AT = ' at "';

/** @returns what is wrong with which variable; for other faults with an empty path, because they lie in the document. */
function problemsOf(error: GraphQLError): { problems: Problem[] } {
  const [node] = error.nodes ?? [];
  if (node?.kind !== Kind.VARIABLE_DEFINITION) return { problems: [{ path: '', message: bounded(error.message) }] };
  const message = error.originalError?.message ?? error.message;
  const head = error.message.slice(0, error.message.length - message.length);
  const at = head.lastIndexOf(AT);
  const path = at < 0 ? node.variable.name.value : head.slice(at + AT.length, head.lastIndexOf('"'));
  return { problems: [{ path: bounded(path), message: bounded(message) }] };
}

/** Suggestions would tell the schema to those who may not introspect it. */
function withoutSuggestion(message: string): string {
  return message.replace(/ ?Did you mean [^?]*\?/g, '');
}

const MESSAGE_LENGTH = 500;

/** graphql-js repeats a wrong value whole, once for each fault: a body of 64 KiB would be answered with megabytes. */
function bounded(message: string): string {
  return message.length > MESSAGE_LENGTH ? `${message.slice(0, MESSAGE_LENGTH)}…` : message;
}

/** `requestId`: of the request that failed, for the log. */
export type ErrorFormatter = (error: unknown, requestId?: string) => GraphQLError;

/**
 * Turns whatever was thrown into what a client may know, and logs it at the level of its code.
 * AisleErrors keep message, code, retryAfterMs and problems. Complaints about the request keep their message. Everything
 * else becomes INTERNAL with `logId`, which is in the log beside the cause. `hideSuggestions`: "Did you mean" is left out.
 */
export function createErrorFormatter(parts: { log: Log; hideSuggestions: boolean }): ErrorFormatter {
  const { log, hideSuggestions } = parts;
  return (error, requestId) => {
    const position =
      error instanceof GraphQLError ? { nodes: error.nodes, source: error.source, positions: error.positions, path: error.path } : {};
    const known = findAisleError(error);
    if (known !== null && known.code !== 'INTERNAL') {
      logKnown(log, known, requestId);
      return new GraphQLError(known.message, { ...position, extensions: extensionsOf(known) });
    }
    if (known === null && error instanceof GraphQLError && isRequestFault(error)) {
      const given = error.extensions['code'];
      const code = typeof given === 'string' && REQUEST_FAULTS.has(given) ? given : 'BAD_USER_INPUT';
      return new GraphQLError(bounded(hideSuggestions ? withoutSuggestion(error.message) : error.message), {
        ...position,
        extensions: { code, ...(code === 'BAD_USER_INPUT' ? problemsOf(error) : {}) },
      });
    }
    const logId = randomUUID();
    log.error({ err: error instanceof GraphQLError ? (error.originalError ?? error) : error, logId, requestId }, 'internal error');
    const text = `${ERROR_CATALOGUE.INTERNAL.text} Log id ${logId}.`;
    return new GraphQLError(text, { ...position, extensions: { code: 'INTERNAL', logId } });
  };
}

function logKnown(log: Log, error: AisleError, requestId: string | undefined): void {
  const entry: ErrorEntry = ERROR_CATALOGUE[error.code];
  // As `err` the logger writes it with its stack; an Error under another name would be `{}`.
  log[entry.logLevel]({ code: error.code, problems: error.problems, err: error.cause, requestId }, error.message);
}
