import { PrismaPg } from '@prisma/adapter-pg';
import type pg from 'pg';
import { Prisma, PrismaClient } from '../../prisma/generated/client.js';
import { awayError, statementError, type DriverError } from './ledger.error.js';

/** Prisma's own words for a server that is away, out of time or refuses the connection. */
const AWAY_CODES = new Set(['P1000', 'P1001', 'P1002', 'P1003', 'P1008', 'P1010', 'P1011', 'P1017', 'P2024', 'P2028', 'P2037']);
/** Statements of more values than this are lists of any length: to keep each length prepared would fill the server. */
const MOST_VALUES_PREPARED = 10;

/** What the adapter tells of a driver's error. */
interface AdapterError {
  originalCode?: string;
  originalMessage?: string;
  severity?: string;
  kind: string;
}

/**
 * Prisma over a pool that others use too. For reads: its own transactions would need a second connection and answer a time-out
 * during COMMIT by releasing the connection twice, so `$transaction` is not offered, and no write may need one. Statements are
 * prepared by name, once a connection. Rejects as `Ledger.query` does.
 */
export function openPrisma(pool: pg.Pool): LedgerPrisma {
  const adapter = new PrismaPg(pool, { statementNameGenerator: nameStatements() });
  // The short format takes no stack trace and reads no source file for each failed or slow call site.
  const client = new PrismaClient({ adapter, errorFormat: 'minimal' }).$extends({ query: { $allOperations: withMeaning } });
  return client as unknown as LedgerPrisma;
}

export type LedgerPrisma = Omit<PrismaClient, '$transaction' | '$extends' | '$on'>;

async function withMeaning({ args, query }: { args: unknown; query: (args: never) => Promise<unknown> }): Promise<unknown> {
  try {
    return await query(args as never);
  } catch (error) {
    throw toLedgerError(error);
  }
}

function toLedgerError(error: unknown): unknown {
  if (error instanceof Prisma.PrismaClientValidationError) return error;
  if (error instanceof Prisma.PrismaClientInitializationError) return awayError(error);
  if (!(error instanceof Prisma.PrismaClientKnownRequestError)) return statementError(error);
  return AWAY_CODES.has(error.code) ? awayError(error) : statementError(error, driverErrorOf(error));
}

function driverErrorOf({ code, message, meta }: Prisma.PrismaClientKnownRequestError): DriverError {
  const told = (meta?.['driverAdapterError'] as { cause?: AdapterError } | undefined)?.cause;
  return { code: told?.originalCode ?? code, severity: told?.severity, message: told?.originalMessage ?? message };
}

/** One name a text, for as long as the pool lives: the texts are as many as the code has shapes of queries. */
function nameStatements() {
  const names = new Map<string, string>();
  return ({ sql, args }: { sql: string; args: readonly unknown[] }): string => {
    // No name: planned anew, and forgotten.
    if (args.length > MOST_VALUES_PREPARED) return '';
    const name = names.get(sql) ?? `prisma-${names.size}`;
    names.set(sql, name);
    return name;
  };
}
