import type { Problem } from '../domain/problem.js';
import { ERROR_CATALOGUE, type ErrorCode } from './catalogue.js';

export type { Problem } from '../domain/problem.js';

export interface ErrorDetail {
  /** Milliseconds after which another try makes sense. */
  retryAfterMs?: number;
  /** For BAD_USER_INPUT: everything that is wrong, not only the first thing. */
  problems?: Problem[];
  /** What led to it; goes to the log, never to a client. */
  cause?: unknown;
}

/**
 * A surprise that reaches the client as it is: code, message, retryAfterMs and problems are told, the cause is not.
 * Expected refusals are not errors: services return them.
 */
export class AisleError extends Error {
  override readonly name = 'AisleError';
  readonly code: ErrorCode;
  readonly retryAfterMs: number | undefined;
  readonly problems: Problem[] | undefined;

  constructor(code: ErrorCode, message: string = ERROR_CATALOGUE[code].text, detail: ErrorDetail = {}) {
    super(message, detail.cause === undefined ? undefined : { cause: detail.cause });
    this.code = code;
    this.retryAfterMs = detail.retryAfterMs;
    this.problems = detail.problems;
  }
}
