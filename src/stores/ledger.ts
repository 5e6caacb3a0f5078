import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { PrismaClient } from '../../prisma/generated/client.js';
import { AisleError } from '../errors/aisle-error.js';
import type { Tx, UnitOfWork } from './unit-of-work.port.js';

export interface LedgerOptions {
  databaseUrl: string;
  /** Connections. Small on purpose: more only add context switches. */
  poolSize: number;
  /** Longest a statement may take, milliseconds; enforced by the server. */
  statementMs: number;
  onError(error: Error): void;
}

/** A statement that PostgreSQL plans once a connection and then knows by name. */
export interface Statement {
  name: string;
  text: string;
}

const INT8 = 20;

/**
 * The one pool of a process, shared by Prisma (catalogue, staff) and by named statements (orders, outbox).
 * Sums come back as numbers: money here stays far below 2^53.
 */
export class Ledger implements UnitOfWork {
  readonly pool: pg.Pool;
  readonly prisma: PrismaClient;

  constructor(options: LedgerOptions) {
    this.pool = new pg.Pool({
      connectionString: options.databaseUrl,
      max: options.poolSize,
      connectionTimeoutMillis: options.statementMs,
      idleTimeoutMillis: 30_000,
      keepAlive: true,
      statement_timeout: options.statementMs,
      idle_in_transaction_session_timeout: options.statementMs,
      types: {
        getTypeParser: (oid, format) => (oid === INT8 ? Number : pg.types.getTypeParser(oid, format as 'text')),
      } as pg.CustomTypesConfig,
    });
    // An idle connection that breaks emits here; without a listener it would end the process.
    this.pool.on('error', options.onError);
    // So would one that breaks between two statements of a transaction; its next statement rejects, and that is told.
    this.pool.on('connect', (client) => client.on('error', () => undefined));
    this.prisma = new PrismaClient({ adapter: new PrismaPg(this.pool) });
  }

  /** Runs one statement, inside `tx` when given. */
  async query<Row extends object>(statement: Statement, values: unknown[], tx?: Tx): Promise<Row[]> {
    try {
      const result = await (tx === undefined ? this.pool : clientOf(tx)).query<Row & pg.QueryResultRow>({ ...statement, values });
      return result.rows;
    } catch (error) {
      throw withMeaning(error, tx === undefined ? AWAY : AWAY_OR_ROLLED_BACK);
    }
  }

  async run<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    const client = await this.pool.connect().catch(rethrow);
    let broken = true;
    try {
      await client.query('BEGIN').catch(rethrow);
      const result = await work(client as unknown as Tx);
      await client.query('COMMIT').catch(rethrow);
      broken = false;
      return result;
    } catch (error) {
      await client.query('ROLLBACK').then(
        () => (broken = false),
        () => undefined, // the connection itself is gone: it is thrown away below, and the server rolls back
      );
      throw error;
    } finally {
      client.release(broken);
    }
  }

  async close(): Promise<void> {
    await this.prisma.$disconnect();
    await this.pool.end();
  }
}

function clientOf(tx: Tx): pg.PoolClient {
  return tx as unknown as pg.PoolClient;
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

function rethrow(error: unknown): never {
  throw withMeaning(error, AWAY_OR_ROLLED_BACK);
}

/** @returns an error of the constraints and of our own as it is; a server that is away or out of time as DEPENDENCY_UNAVAILABLE. */
function withMeaning(error: unknown, passing: RegExp): unknown {
  if (error instanceof AisleError || !(error instanceof Error)) return error;
  const { code, severity } = error as { code?: string; severity?: string };
  const away = code === undefined ? CUT.test(error.message) : passing.test(code) || ENDED.has(severity) || /^E[A-Z]+$/.test(code);
  return away ? new AisleError('DEPENDENCY_UNAVAILABLE', undefined, { retryAfterMs: 1000, cause: error }) : error;
}
