import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Disposer } from './disposer.js';

/** What came to a sink. */
export interface SinkRequest {
  path: string;
  headers: IncomingMessage['headers'];
  body: Buffer;
}

/** How it answers: with a status, or never. */
export type SinkMood = number | 'hang';

/** An HTTP service that takes messages, as an SMS gateway or a push service does. */
export interface MessageSink {
  url: string;
  /** Everything that came, taken or not. */
  tries: SinkRequest[];
  /** What was taken, once an Idempotency-Key (or Topic): what a gateway that knows them would have sent on. */
  taken: Map<string, SinkRequest>;
  /** Answers of the next requests, in turn; then the last one for ever. */
  moods: SinkMood[];
}

export async function startMessageSink(disposer: Disposer, ...moods: SinkMood[]): Promise<MessageSink> {
  const sink: MessageSink = { url: '', tries: [], taken: new Map(), moods: moods.length === 0 ? [202] : moods };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const came = { path: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks) };
      sink.tries.push(came);
      const mood = sink.moods.length > 1 ? sink.moods.shift()! : sink.moods[0]!;
      if (mood === 'hang') return;
      const key = String(request.headers['idempotency-key'] ?? request.headers['topic']);
      if (mood < 300 && !sink.taken.has(key)) sink.taken.set(key, came);
      response.writeHead(mood, { location: 'http://127.0.0.1:1/' }).end(`mood ${mood}`);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  disposer.add(() => (server.closeAllConnections(), new Promise((resolve) => server.close(resolve))));
  sink.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return sink;
}
