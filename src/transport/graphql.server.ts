import { ApolloServer, type ApolloServerPlugin, type HTTPGraphQLHead } from '@apollo/server';
import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled';
import { ApolloServerPluginLandingPageDisabled, ApolloServerPluginUsageReportingDisabled } from '@apollo/server/plugin/disabled';
import { GraphQLError, OperationTypeNode, type GraphQLSchema, type ValidationRule } from 'graphql';
import type { Log } from '../domain/log.js';
import { AisleError } from '../errors/aisle-error.js';
import { ERROR_CATALOGUE } from '../errors/catalogue.js';
import { findAisleError, type ErrorFormatter } from '../errors/error.formatter.js';
import type { DocumentGuard } from '../guard/document.guard.js';
import { QUERY_LIMITS } from '../guard/query.limits.js';
import type { GraphQLContext } from '../resolvers/context.js';
import type { RequestContext } from './request.context.js';

export interface GraphQLServerParts {
  schema: GraphQLSchema;
  guard: DocumentGuard;
  shapeRules: ValidationRule[];
  formatError: ErrorFormatter;
  log: Log;
}

const SOCKET_ONLY = 'Subscriptions run over the WebSocket at this address.';

/** Judges every operation for its sender, also one whose document was validated before; notes that there was one to judge. */
function guardPlugin(guard: DocumentGuard, requestOf: RequestOfError): ApolloServerPlugin<GraphQLContext> {
  return {
    async requestDidStart() {
      return {
        async didEncounterErrors({ errors, contextValue }) {
          for (const error of errors) requestOf.set(error, contextValue.requestId);
        },
        async didResolveSource({ contextValue }) {
          (contextValue as RequestContext).marks.wellFormed = true;
        },
        async didResolveOperation({ document, request, contextValue, operation }) {
          try {
            if (operation?.operation === OperationTypeNode.SUBSCRIPTION) throw new AisleError('BAD_USER_INPUT', SOCKET_ONLY);
            guard.check({ document, operationName: request.operationName, variables: request.variables, viewer: contextValue.viewer });
          } catch (error) {
            throw withStatus(error);
          }
        },
      };
    },
  };
}

/** The request in which an error came up: Apollo formats errors without telling it. */
type RequestOfError = WeakMap<object, string>;

/** An error that ends the request before anything ran tells its HTTP status too. */
function withStatus(error: unknown): unknown {
  const known = findAisleError(error);
  if (known === null) return error;
  const http: Partial<HTTPGraphQLHead> = { status: ERROR_CATALOGUE[known.code].httpStatus };
  return new GraphQLError(known.message, { originalError: known, extensions: { http } });
}

/**
 * Sets up Apollo for our HTTP adapter. Off: its plugins that touch every resolver, its pages, its signals, batching, stack
 * traces and persisted queries. Introspection is on here and judged by the guard, because Apollo could only decide it once
 * for everybody.
 */
export async function createGraphQLServer(parts: GraphQLServerParts): Promise<ApolloServer<GraphQLContext>> {
  const requestOf: RequestOfError = new WeakMap();
  const server = new ApolloServer<GraphQLContext>({
    schema: parts.schema,
    introspection: true,
    validationRules: parts.shapeRules,
    parseOptions: { maxTokens: QUERY_LIMITS.tokens },
    maxRecursiveSelections: true,
    includeStacktraceInErrorResponses: false,
    allowBatchedHttpRequests: false,
    persistedQueries: false,
    stopOnTerminationSignals: false,
    formatError: (_formatted, error) => parts.formatError(error, requestOf.get(error as object)).toJSON(),
    logger: apolloLog(parts.log),
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      guardPlugin(parts.guard, requestOf),
    ],
  });
  await server.start();
  return server;
}

function apolloLog(log: Log) {
  const at = (level: 'debug' | 'info' | 'warn' | 'error') => (message?: unknown) => log[level]({}, String(message));
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
