import { expect } from 'vitest';
import type { GraphQLClient } from '../support/graphql-client.js';
import { press } from '../support/purchase.js';
import { freshKey, START_PAYMENT } from '../support/sale.js';
import { waitFor } from '../support/wait-for.js';

/**
 * Asks a mutation with one input until there is an answer.
 * @param codes errors that are an answer: given back as `__typename`
 */
export async function answerOf(client: GraphQLClient, mutation: string, input: object, ...codes: string[]): Promise<any> {
  const look = async () => {
    const { data, errors } = await client.send(mutation, { input });
    const code = errors?.[0]?.extensions.code;
    if (code !== undefined && codes.includes(code)) return { __typename: code };
    if (!data) throw new Error(JSON.stringify(errors));
    return Object.values(data)[0];
  };
  return waitFor(look, { timeoutMs: 60_000, everyMs: 100, what: `an answer to ${mutation.slice(0, 40)}` });
}

/** Pays an order at the sandbox, whatever happens meanwhile. */
export async function payFor(client: GraphQLClient, orderNo: string): Promise<void> {
  const session = await answerOf(client, START_PAYMENT, { orderNo, provider: 'sandbox', idempotencyKey: freshKey() });
  expect(session.__typename).toBe('PaymentSession');
  const isPressed = async () => (await press(session.redirectUrl, 'approve')).status < 400;
  await waitFor(isPressed, { timeoutMs: 30_000, everyMs: 100, what: 'the approval' });
}
