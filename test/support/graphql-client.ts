import { createClient, type Client as SocketClient } from 'graphql-ws';
import WebSocket from 'ws';
import { waitFor } from './wait-for.js';

export interface GraphQLReply<Data> {
  data?: Data | null;
  errors?: { message: string; extensions: { code: string } & Record<string, unknown> }[];
}

/** One person's view of a box office: HTTP for what is asked, a socket for what is watched. */
export class GraphQLClient {
  readonly #url: string;
  readonly #sockets: SocketClient[] = [];
  token: string | null = null;

  constructor(url: string) {
    this.#url = url;
  }

  /** Sends an operation and gives back all of the answer. */
  async send<Data = Record<string, any>>(
    query: string,
    variables: object = {},
    headers: Record<string, string> = {},
  ): Promise<GraphQLReply<Data>> {
    const authorization: Record<string, string> = this.token === null ? {} : { authorization: `Bearer ${this.token}` };
    const reply = await fetch(`${this.#url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...authorization, ...headers },
      body: JSON.stringify({ query, variables }),
    });
    return (await reply.json()) as GraphQLReply<Data>;
  }

  /** Sends an operation that must succeed. @throws with what went wrong */
  async ask<Data = Record<string, any>>(query: string, variables: object = {}): Promise<Data> {
    const reply = await this.send<Data>(query, variables);
    if (reply.errors !== undefined || !reply.data) throw new Error(`${query.slice(0, 80)}: ${JSON.stringify(reply.errors)}`);
    return reply.data;
  }

  /** Starts a guest session, and stays in it. */
  async asGuest(): Promise<this> {
    const { startGuestSession } = await this.ask('mutation { startGuestSession { token } }');
    this.token = startGuestSession.token;
    return this;
  }

  async logIn(email: string, password = 'aisle-demo'): Promise<this> {
    const { login } = await this.ask(
      'mutation($e: EmailAddress!, $p: String!) { login(email: $e, password: $p) { __typename ... on Session { token } } }',
      {
        e: email,
        p: password,
      },
    );
    if (login.__typename !== 'Session') throw new Error(`no login for ${email}: ${login.__typename}`);
    this.token = login.token;
    return this;
  }

  /** Watches a subscription. Frames are kept in order; `until` waits for one. */
  watch<Frame = any>(query: string, variables: object = {}): Watch<Frame> {
    const socket = createClient({
      url: `${this.#url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      lazy: false,
      retryAttempts: 20,
      connectionParams: this.token === null ? {} : { authorization: `Bearer ${this.token}` },
    });
    this.#sockets.push(socket);
    return new Watch<Frame>(socket, query, variables);
  }

  async close(): Promise<void> {
    await Promise.all(this.#sockets.splice(0).map((socket) => socket.dispose()));
  }
}

/** A running subscription of a test. */
export class Watch<Frame> {
  readonly frames: Frame[] = [];
  readonly errors: unknown[] = [];
  ended = false;
  readonly stop: () => void;

  constructor(socket: SocketClient, query: string, variables: object) {
    this.stop = socket.subscribe<Frame>(
      { query, variables: variables as Record<string, unknown> },
      {
        next: ({ data, errors }) => {
          if (errors !== undefined) this.errors.push(...errors);
          if (data) this.frames.push(data);
        },
        error: (error) => this.errors.push(error),
        complete: () => (this.ended = true),
      },
    );
  }

  /** Waits until a frame so far satisfies the test, and gives it back. */
  async until(satisfies: (frame: Frame) => boolean, what = 'a frame', timeoutMs = 30_000): Promise<Frame> {
    await waitFor(() => this.frames.some(satisfies), { timeoutMs, what: `${what}; errors: ${JSON.stringify(this.errors)}` });
    return this.frames.find(satisfies)!;
  }
}
