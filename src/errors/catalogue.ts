/** What is known of an error code: how loud it is in the log, whether another try may help, and its words for a client. */
export interface ErrorEntry {
  logLevel: 'debug' | 'info' | 'warn' | 'error';
  /** Whether the same request may succeed later. */
  retryable: boolean;
  /** HTTP status for routes outside GraphQL. */
  httpStatus: number;
  /** Told to the client when the thrower had no better words. */
  text: string;
}

/** Every surprise that a client can meet. ERROR in the log means that a person must act. */
export const ERROR_CATALOGUE = {
  UNAUTHENTICATED: { logLevel: 'debug', retryable: false, httpStatus: 401, text: 'A session is needed for this.' },
  FORBIDDEN: { logLevel: 'info', retryable: false, httpStatus: 403, text: 'This session may not do this.' },
  NOT_FOUND: { logLevel: 'debug', retryable: false, httpStatus: 404, text: 'There is nothing with this id.' },
  BAD_USER_INPUT: { logLevel: 'debug', retryable: false, httpStatus: 400, text: 'The input is not valid.' },
  RATE_LIMITED: { logLevel: 'info', retryable: true, httpStatus: 429, text: 'Too many requests. Wait, then try again.' },
  OVERLOADED: { logLevel: 'warn', retryable: true, httpStatus: 503, text: 'Too much work at once. Wait, then try again.' },
  DEPENDENCY_UNAVAILABLE: {
    logLevel: 'warn',
    retryable: true,
    httpStatus: 503,
    text: 'A part of the system did not answer. It is not known whether anything changed: repeat with the same key.',
  },
  IDEMPOTENCY_CONFLICT: {
    logLevel: 'info',
    retryable: false,
    httpStatus: 409,
    text: 'This idempotency key was used before with another input.',
  },
  INTERNAL: { logLevel: 'error', retryable: false, httpStatus: 500, text: 'Something went wrong here.' },
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof ERROR_CATALOGUE;
