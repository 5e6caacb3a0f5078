import express, { type Request, type RequestHandler, type Response } from 'express';
import type { Log } from '../domain/log.js';
import type { IntakeOutcome, PaymentEventService } from '../services/payment-event.service.js';
import type { RouteModule } from './page.server.js';

export interface WebhookRouteParts {
  paymentEvents: Pick<PaymentEventService, 'intake'>;
  log: Log;
  /** Counts webhooks by what became of them; must not throw. */
  onWebhook(provider: string, outcome: IntakeOutcome['kind']): void;
}

const MAX_BYTES = 65_536;

/** Kept, whatever it says: 2xx, so that the provider is done with it. Not from the provider: no word of why. */
const STATUS: Readonly<Record<IntakeOutcome['kind'], number>> = {
  STORED: 200,
  DUPLICATE: 200,
  PARKED: 200,
  MALFORMED: 400,
  FORGED: 401,
  UNKNOWN_PROVIDER: 404,
};

/**
 * POST /webhooks/:provider. The signature is over the raw bytes, so the body is read as bytes whatever its type says. An error of
 * ours answers 5xx: the provider sends again.
 */
export function webhookRoute(parts: WebhookRouteParts): RouteModule {
  const rawBody = express.raw({ type: () => true, limit: MAX_BYTES, inflate: false });
  const take: RequestHandler = async (request: Request, response: Response) => {
    const provider = String(request.params['provider']);
    const body: unknown = request.body;
    const outcome = await parts.paymentEvents.intake(provider, Buffer.isBuffer(body) ? body : Buffer.alloc(0), request.headers);
    parts.onWebhook(outcome.kind === 'UNKNOWN_PROVIDER' ? 'unknown' : provider, outcome.kind);
    if ('why' in outcome) parts.log.warn({ provider, outcome: outcome.kind, why: outcome.why }, 'webhook not acted on');
    response.status(STATUS[outcome.kind]).json({ received: STATUS[outcome.kind] === 200 });
  };
  return (app) => void app.post('/webhooks/:provider', rawBody, take);
}
