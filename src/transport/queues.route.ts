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
    app.use(QUEUES_PATH, parts.guard, readOnly, adapter.getRouter() as RequestHandler);
  };
}

const readOnly: RequestHandler = (request, response, next) => {
  if (request.method === 'GET' || request.method === 'HEAD') next();
  else response.status(405).set('allow', 'GET, HEAD').json({ error: { code: 'FORBIDDEN', message: 'The queues are read-only here.' } });
};
