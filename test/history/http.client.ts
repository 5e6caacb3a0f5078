import { Agent, type ClientRequest, request } from 'node:http';

const agent = new Agent({ keepAlive: true, maxSockets: 256 });

/** Ends all connections. */
export function closeConnections(): void {
  agent.destroy();
}

/** @throws when the answer did not come, or has errors: an error tells nothing of what took place */
export async function graphql(url: string, token: string | null, query: string, variables: object, onSent?: (sent: ClientRequest) => void) {
  const headers = { 'content-type': 'application/json', ...(token === null ? {} : { authorization: `Bearer ${token}` }) };
  const text = await post(url, JSON.stringify({ query, variables }), headers, onSent);
  const { data, errors } = JSON.parse(text) as {
    data?: { r: Record<string, unknown> | null };
    errors?: { extensions: { code: string } }[];
  };
  if (errors !== undefined || !data?.r) throw new Error(errors?.[0]?.extensions.code ?? 'no data');
  return data.r;
}

export function post(url: string, body: string, headers: Record<string, string>, onSent?: (sent: ClientRequest) => void): Promise<string> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', agent, headers: { ...headers, 'content-length': Buffer.byteLength(body) } }, (reply) => {
      const chunks: Buffer[] = [];
      reply.on('data', (chunk: Buffer) => chunks.push(chunk));
      reply.on('end', () => resolve(Buffer.concat(chunks).toString()));
      reply.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(body);
    onSent?.(sent);
  });
}
