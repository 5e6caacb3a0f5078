import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import express from 'express';
import type { RouteModule } from './page.server.js';

/** What machines ask of a process that has no pages: health and metrics. */
export class MachineServer {
  readonly #server: Server;

  constructor({ routes }: { routes: RouteModule[] }) {
    const app = express();
    app.disable('x-powered-by');
    for (const route of routes) route(app);
    this.#server = createServer(app);
  }

  /** Rejects when the port is taken. */
  async listen(port: number, host: string): Promise<void> {
    const taken = once(this.#server, 'error').then(([error]) => {
      throw error as Error;
    });
    this.#server.listen(port, host);
    await Promise.race([once(this.#server, 'listening'), taken]);
    taken.catch(() => undefined);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
