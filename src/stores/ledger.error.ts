import { AisleError } from '../errors/aisle-error.js';

/** What an error of the server or of the driver says: an SQLSTATE or a code of Node, how bad it is, and words. */
export interface DriverError {
  code?: string | undefined;
  severity?: string | undefined;
  message: string;
}

/**
 * SQLSTATEs that say the server is away or gave up, not that the statement was wrong (manual, appendix A). 25P03: a transaction of
 * ours stood still for too long.
 */
const AWAY = /^(08|53|57|25P03)/;
/** The same, and that the server rolled the transaction back for the sake of another: all of it may be tried again. */
const AWAY_OR_ROLLED_BACK = /^(08|40|53|57|25P03)/;
/** Severities after which the server has ended the connection, or refused it: that says nothing of the statement. */
const ENDED = new Set<string | undefined>(['FATAL', 'PANIC']);
/** What the client says by itself, without a code. */
const CUT = /timeout|terminated|ended|closed|not queryable/i;

/** What the client says of a server that has not answered in time, not even that the statement took too long. */
const SILENCE = 'Query read timeout';

/** @returns whether an error of a statement says that its connection has gone silent: nothing more is to be sent on it. */
export function isSilence(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return error.message === SILENCE || isSilence(error.cause);
}

function isAway({ code, severity, message }: DriverError, passing: RegExp): boolean {
  return code === undefined ? CUT.test(message) : passing.test(code) || ENDED.has(severity) || /^E[A-Z]+$/.test(code);
}

export function awayError(cause: unknown): AisleError {
  return new AisleError('DEPENDENCY_UNAVAILABLE', undefined, { retryAfterMs: 1000, cause });
}

/**
 * @param driver what the driver said, where `error` wraps it
 * @returns an error of the constraints and of our own as it is; a server that is away or out of time as DEPENDENCY_UNAVAILABLE.
 */
export function statementError(error: unknown, driver = error): unknown {
  return meaningOf(error, driver, AWAY);
}

/** The same for a statement of a transaction, which may also have been rolled back for the sake of another. */
export function transactionError(error: unknown): unknown {
  return meaningOf(error, error, AWAY_OR_ROLLED_BACK);
}

function meaningOf(error: unknown, driver: unknown, passing: RegExp): unknown {
  if (error instanceof AisleError || !(error instanceof Error)) return error;
  return isAway(driver as DriverError, passing) ? awayError(error) : error;
}
