/** A request that the server answered with `errors`, or did not answer at all (`code` NETWORK). */
export class RequestError extends Error {
  readonly code: string;
  /** When a repeat makes sense, if the server said so; milliseconds. */
  readonly retryAfterMs: number | null;
  readonly problems: readonly { path: string; message: string }[];

  constructor(code: string, message: string, retryAfterMs: number | null = null, problems: RequestError['problems'] = []) {
    super(message);
    this.code = code;
    this.retryAfterMs = retryAfterMs;
    this.problems = problems;
  }
}

interface GraphqlReply<Data> {
  data?: Data | null;
  errors?: { message: string; extensions?: { code?: string; retryAfterMs?: number; problems?: RequestError['problems'] } }[];
}

export interface SendOptions {
  /** Ask the server to keep the new session in its HttpOnly cookie. */
  mintsSession?: boolean;
  /** The call names an idempotency key or only reads, so the very same request may be sent again after an unknown outcome. */
  repeatable?: boolean;
}

const REPEATS = 3;
const LONGEST_QUIET_WAIT_MS = 2_000;
const GIVE_UP_AFTER_MS = 15_000;

/**
 * Sends one operation. A repeatable one is sent again, up to three times, when the outcome is unknown (lost connection) or the
 * server asks for a short wait; the reader sees an error only when that did not help.
 * @throws RequestError
 */
export async function send<Data>(query: string, variables: Record<string, unknown> = {}, options: SendOptions = {}): Promise<Data> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await sendOnce<Data>(query, variables, options);
    } catch (error) {
      const wait = options.repeatable && attempt <= REPEATS ? quietWaitMs(error, attempt) : null;
      if (wait === null) throw error;
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
}

async function sendOnce<Data>(query: string, variables: Record<string, unknown>, options: SendOptions): Promise<Data> {
  let reply: GraphqlReply<Data>;
  try {
    const response = await fetch('/graphql', {
      method: 'POST',
      credentials: 'same-origin',
      headers: {
        'content-type': 'application/json',
        accept: 'application/graphql-response+json, application/json',
        ...(options.mintsSession ? { 'x-aisle-cookie': '1' } : {}),
      },
      body: JSON.stringify({ query, variables }),
      signal: AbortSignal.timeout(GIVE_UP_AFTER_MS),
    });
    reply = (await response.json()) as GraphqlReply<Data>;
  } catch {
    throw new RequestError('NETWORK', 'The box office did not answer.');
  }
  const failure = reply.errors?.[0];
  if (failure) {
    const { code = 'INTERNAL', retryAfterMs = null, problems = [] } = failure.extensions ?? {};
    throw new RequestError(code, failure.message, retryAfterMs, problems);
  }
  if (!reply.data) throw new RequestError('INTERNAL', 'The answer was empty.');
  return reply.data;
}

/** @returns how long to wait before a repeat that the reader need not hear of, or null when they must be told. */
function quietWaitMs(error: unknown, attempt: number): number | null {
  if (!(error instanceof RequestError)) return null;
  const backoff = 250 * 2 ** attempt * (0.5 + Math.random() / 2);
  if (error.code === 'NETWORK') return backoff;
  if (error.code !== 'OVERLOADED' && error.code !== 'DEPENDENCY_UNAVAILABLE') return null;
  const wait = Math.max(error.retryAfterMs ?? 0, backoff);
  return wait <= LONGEST_QUIET_WAIT_MS ? wait : null;
}

/** A new idempotency key. `crypto.randomUUID` is absent on plain http, where the page must work too. */
export function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
