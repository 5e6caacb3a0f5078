import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';

/** Apollo as its first page of documentation starts it, with a mutation that does nothing. Argument: the port. */
const server = new ApolloServer({
  typeDefs: 'type Query { hello: String } type Mutation { hello: String }',
  resolvers: { Query: { hello: () => 'hello' }, Mutation: { hello: () => 'hello' } },
});

await startStandaloneServer(server, { listen: { port: Number(process.argv[2]), host: '127.0.0.1' } });
