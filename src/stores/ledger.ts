import pg from 'pg';
import { isSilence, statementError, transactionError } from './ledger.error.js';
import { openPrisma, type LedgerPrisma } from './prisma.client.js';
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
/** The server ends a statement by itself; a connection that says nothing this much later is given up. */
const SILENCE_MS = 1000;

/**
 * A pool of connections. A process has one for what it is asked for, shared by Prisma (plain reads of the catalogue, of people and of what
 * staff look at) and by named statements (orders, outbox, whole events, everything in a transaction), and a small one for its relay and the
 * inbox: a crowd that waits in line for the first must not hold up messages that are committed.
 * Sums come back as numbers: money here stays far below 2^53.
 */
export class Ledger implements UnitOfWork {
  readonly pool: pg.Pool;
  #prisma: LedgerPrisma | null = null;

  constructor(options: LedgerOptions) {
    this.pool = new pg.Pool({
      connectionString: options.databaseUrl,
      max: options.poolSize,
      connectionTimeoutMillis: options.statementMs,
      idleTimeoutMillis: 30_000,
      keepAlive: true,
      statement_timeout: options.statementMs,
      query_timeout: options.statementMs + SILENCE_MS,
      idle_in_transaction_session_timeout: options.statementMs,
      // Prisma's adapter writes and reads moments without their offset.
      onConnect: (client) => client.query("SET TIME ZONE 'UTC'"),
      types: {
        getTypeParser: (oid, format) => (oid === INT8 ? Number : pg.types.getTypeParser(oid, format as 'text')),
      } as pg.CustomTypesConfig,
    });
    // An idle connection that breaks emits here; without a listener it would end the process.
    this.pool.on('error', options.onError);
    // So would one that breaks between two statements of a transaction; its next statement rejects, and that is told.
    this.pool.on('connect', (client) => client.on('error', () => undefined));
  }

  /** For plain reads outside of transactions. */
  get prisma(): LedgerPrisma {
    return (this.#prisma ??= openPrisma(this.pool));
  }

  /** Runs one statement, inside `tx` when given. */
  async query<Row extends object>(statement: Statement, values: unknown[], tx?: Tx): Promise<Row[]> {
    try {
      const result = await (tx === undefined ? this.pool : clientOf(tx)).query<Row & pg.QueryResultRow>({ ...statement, values });
      return result.rows;
    } catch (error) {
      throw tx === undefined ? statementError(error) : transactionError(error);
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
      // A connection that is gone or says nothing is thrown away below, and the server rolls back.
      if (!isSilence(error)) {
        await client.query('ROLLBACK').then(
          () => (broken = false),
          () => undefined,
        );
      }
      throw error;
    } finally {
      client.release(broken);
    }
  }

  async close(): Promise<void> {
    await this.#prisma?.$disconnect();
    await this.pool.end();
  }
}

function clientOf(tx: Tx): pg.PoolClient {
  return tx as unknown as pg.PoolClient;
}

function rethrow(error: unknown): never {
  throw transactionError(error);
}
