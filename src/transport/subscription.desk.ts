import { randomUUID } from 'node:crypto';
import { getOperationAST, GraphQLError, OperationTypeNode, type ExecutionArgs, type ExecutionResult, type GraphQLSchema } from 'graphql';
import type { SubscribePayload } from 'graphql-ws';
import { AisleError } from '../errors/aisle-error.js';
import { Deadline } from '../guard/deadline.js';
import type { DocumentGuard } from '../guard/document.guard.js';
import type { InFlightGate } from '../guard/in-flight.gate.js';
import type { Services } from '../services/index.js';
import type { DocumentStore } from './document.store.js';
import { subscribeFresh } from './event.stream.js';
import { RequestContext } from './request.context.js';
import { NO_COOKIE } from './session.token.js';
import type { OpenSocket } from './socket.registry.js';

/** The socket that a subscription belongs to. */
export interface Subscriber {
  entry: OpenSocket;
  address: string;
}

export interface SubscriptionDeskParts {
  schema: GraphQLSchema;
  documents: DocumentStore;
  guard: DocumentGuard;
  gate: InFlightGate;
  services: Services;
  /** Counts open subscriptions. */
  onChange(change: 1 | -1): void;
  limits: { subscriptions: number; deadlineMs: number };
}

type Stream = AsyncIterableIterator<ExecutionResult> | ExecutionResult;

function wrapped(error: unknown): GraphQLError {
  return new GraphQLError('refused', { originalError: error as Error });
}

/** Judges and opens the subscriptions of all sockets. */
export class SubscriptionDesk {
  readonly #parts: SubscriptionDeskParts;

  constructor(parts: SubscriptionDeskParts) {
    this.#parts = parts;
  }

  /** @returns what to open, or why it is not opened. `open` is the number of the socket's subscriptions, this one included. */
  judge(subscriber: Subscriber, payload: SubscribePayload, open: number): ExecutionArgs | readonly GraphQLError[] {
    const { limits, documents, guard, schema } = this.#parts;
    try {
      if (open > limits.subscriptions) throw new AisleError('RATE_LIMITED', `A socket may have ${limits.subscriptions} subscriptions.`);
      const document = documents.read(payload.query);
      if (!('kind' in document)) return document;
      const operationName = payload.operationName ?? undefined;
      const operation = getOperationAST(document, operationName);
      if (!operation) throw new AisleError('BAD_USER_INPUT', 'The document has no such operation.');
      if (operation.operation !== OperationTypeNode.SUBSCRIPTION) {
        throw new AisleError('BAD_USER_INPUT', 'The socket is for subscriptions. Send queries and mutations over HTTP.');
      }
      const variableValues = payload.variables ?? undefined;
      guard.check({ document, operationName, variables: variableValues, viewer: subscriber.entry.viewer });
      return { schema, document, operationName, variableValues, contextValue: this.#context(subscriber, randomUUID()) };
    } catch (error) {
      return [wrapped(error)];
    }
  }

  /**
   * Opens a subscription. Finding its source is bounded like a request, by the gate and by the deadline; the events after
   * that are not. A source that is found too late is let go again.
   */
  async open(args: ExecutionArgs): Promise<Stream> {
    const { gate, onChange } = this.#parts;
    const context = args.contextValue as RequestContext;
    onChange(1);
    try {
      gate.enter();
    } catch (error) {
      return { errors: [wrapped(error)] };
    }
    const opening = subscribeFresh(args, () => context.renewed());
    void opening.finally(() => gate.leave()).catch(() => undefined);
    try {
      return await context.deadline.bound(opening);
    } catch (error) {
      void opening.then(letGo, () => undefined);
      return { errors: [wrapped(error)] };
    }
  }

  /** Says that a subscription which was opened, or tried to, is over. */
  ended(): void {
    this.#parts.onChange(-1);
  }

  #context(subscriber: Subscriber, requestId: string): RequestContext {
    const { services, limits } = this.#parts;
    const { entry, address } = subscriber;
    const make = (): RequestContext => {
      const facts = { viewer: entry.viewer, requestId, address, addressKey: entry.addressKey, cookie: NO_COOKIE };
      return new RequestContext(services, facts, new Deadline(limits.deadlineMs), make);
    };
    return make();
  }
}

async function letGo(stream: Stream): Promise<void> {
  if ('return' in stream) await stream.return?.();
}
