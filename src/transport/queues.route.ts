import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { ExpressAdapter } from '@bull-board/express';
import type { Queue } from 'bullmq';
import type { Express, RequestHandler } from 'express';

export const QUEUES_PATH = '/queues';

/**
 * The queue dashboard, for staff and for reading only: changing what a queue holds goes through the API, where it is audited.
 * Methods other than GET are refused here as well, whatever the dashboard would do with them.
 */
export function queuesRoute(parts: { queues: Queue[]; guard: RequestHandler }): (app: Express) => void {
  return (app) => {
    const adapter = new ExpressAdapter();
    adapter.setBasePath(QUEUES_PATH);
    createBullBoard({
      queues: parts.queues.map((queue) => new BullMQAdapter(queue, { readOnlyMode: true })),
      serverAdapter: adapter,
      options: { uiConfig: { boardTitle: 'Aisle queues', miscLinks: [{ text: 'Playground', url: '/playground' }] } },
    });
    app.use(QUEUES_PATH, parts.guard, readOnly, dashboardPage, adapter.getRouter() as RequestHandler);
  };
}

/** The dashboard finds its files by a base address, and sets styles from inside the page. Scripts come from files alone. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'self'; form-action 'none'; frame-ancestors 'none'";
const FOREIGN_LINK = /<link[^>]+href="https?:[^>]+>/g;

/** Gives the dashboard its policy, and takes the font out that its page would fetch from another host. */
const dashboardPage: RequestHandler = (_request, response, next) => {
  response.set('content-security-policy', POLICY);
  const send = response.send.bind(response);
  response.send = (body) => send(typeof body === 'string' ? body.replace(FOREIGN_LINK, '') : body);
  next();
};

const readOnly: RequestHandler = (request, response, next) => {
  if (request.method === 'GET' || request.method === 'HEAD') next();
  else
    response
      .status(405)
      .set('allow', 'GET, HEAD')
      .json({ error: { code: 'FORBIDDEN', message: 'The queues are read-only here.' } });
};
