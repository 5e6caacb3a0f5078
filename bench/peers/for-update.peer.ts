import { randomUUID } from 'node:crypto';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from '../../prisma/generated/client.js';

/**
 * The same mutation as it is usually written: Apollo standalone, Prisma, an interactive transaction that locks the seats' rows by
 * SELECT … FOR UPDATE, in the order of the seats so that nothing deadlocks. Argument: the port. Tables are made by whoever starts it.
 * It is spared what ours does besides: no session, no limits, no idempotency, no seat labels, nobody watches.
 */
const HOLD_MS = 600_000;

const typeDefs = `
  type Query { hello: String }
  type Mutation { holdTickets(input: HoldTicketsInput!): HoldTicketsResult! }
  input HoldTicketsInput { eventId: ID!, seats: [Int!]!, idempotencyKey: String! }
  union HoldTicketsResult = Hold | SeatsUnavailable
  type Hold { id: ID!, expiresInMs: Int!, seats: [Seat!]! }
  type Seat { index: Int! }
  type SeatsUnavailable { taken: [Int!]! }
`;

interface Input {
  eventId: string;
  seats: number[];
}

/** As many connections as the product's own pool has by default. */
const adapter = new PrismaPg({ connectionString: process.env['DATABASE_URL']!, max: 10 });
const prisma = new PrismaClient({ adapter, transactionOptions: { maxWait: 30_000, timeout: 30_000 } });

async function holdTickets(_root: unknown, { input: { eventId, seats } }: { input: Input }) {
  return prisma.$transaction(async (tx) => {
    const rows = await tx.$queryRaw<{ index: number; taken: boolean }[]>`
      SELECT index, held_until IS NOT NULL AND held_until > now() AS taken FROM bench_seat
      WHERE event_id = ${eventId}::uuid AND index = ANY(${seats}::int[]) ORDER BY index FOR UPDATE`;
    const taken = rows.filter((row) => row.taken).map(({ index }) => index);
    if (taken.length > 0 || rows.length !== seats.length) return { __typename: 'SeatsUnavailable', taken };
    const [id, until] = [randomUUID(), new Date(Date.now() + HOLD_MS)];
    await tx.$executeRaw`INSERT INTO bench_hold (id, event_id, held_until) VALUES (${id}::uuid, ${eventId}::uuid, ${until})`;
    await tx.$executeRaw`
      UPDATE bench_seat SET hold_id = ${id}::uuid, held_until = ${until} WHERE event_id = ${eventId}::uuid AND index = ANY(${seats}::int[])`;
    return { __typename: 'Hold', id, expiresInMs: HOLD_MS, seats: seats.map((index) => ({ index })) };
  });
}

const server = new ApolloServer({ typeDefs, resolvers: { Query: { hello: () => 'hello' }, Mutation: { holdTickets } } });
await startStandaloneServer(server, { listen: { port: Number(process.argv[2]), host: '127.0.0.1' } });
