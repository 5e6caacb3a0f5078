import type { Request, RequestHandler, Response } from 'express';
import { html, type Html } from '../domain/html.js';
import { formatMoney } from '../domain/money.js';
import type { SandboxPaymentModel } from '../domain/sandbox-payment.js';
import type { SandboxService } from '../services/sandbox.service.js';
import { pageOf, pagePolicy } from './page.html.js';
import type { RouteModule } from './page.server.js';

const PATH = '/sandbox/pay/:id';

/**
 * The sandbox provider's own page, as a payer sees it: what is paid, and Approve, Decline, Later. Plain forms, no script. Each
 * POST answers 303 to the return page for browsers, and 200 with the status for programs that accept JSON. Whoever knows the
 * address may pay, as with any provider: it is unguessable.
 */
export function sandboxRoute(parts: { sandbox: SandboxService }): RouteModule {
  const { sandbox } = parts;
  const act = (step: (id: string) => Promise<SandboxPaymentModel | null>): RequestHandler => {
    return async (request, response) => answer(request, response, await step(String(request.params['id'])));
  };
  return (app) => {
    app.get(PATH, async (request, response) => {
      const payment = await sandbox.payment(String(request.params['id']));
      if (payment === null) return notFound(request, response);
      if (wantsJson(request)) return void response.json(summaryOf(payment));
      response.set({ 'content-security-policy': policyOf(payment), 'cache-control': 'no-store' });
      response.type('html').send(pageOf('Sandbox payment', mainOf(payment, request.path)));
    });
    app.post(
      `${PATH}/approve`,
      act((id) => sandbox.approve(id)),
    );
    app.post(
      `${PATH}/decline`,
      act((id) => sandbox.decline(id)),
    );
    app.post(
      `${PATH}/later`,
      act((id) => sandbox.payment(id)),
    );
  };
}

function answer(request: Request, response: Response, payment: SandboxPaymentModel | null): void {
  response.set('cache-control', 'no-store');
  if (payment === null) return notFound(request, response);
  if (wantsJson(request)) return void response.json(summaryOf(payment));
  response.redirect(303, payment.returnUrl ?? request.path.replace(/\/[a-z]+$/, ''));
}

function notFound(request: Request, response: Response): void {
  response.status(404);
  if (wantsJson(request)) return void response.json({ error: { code: 'NOT_FOUND', message: 'There is no such payment.' } });
  response.set('content-security-policy', pagePolicy());
  response
    .type('html')
    .send(pageOf('No such payment', html`<h1>There is no such payment</h1><p>Go back to the shop and begin the payment again.</p>`));
}

function wantsJson(request: Request): boolean {
  return request.accepts(['html', 'json']) === 'json';
}

function summaryOf({ id, status, amountMinor, currency, expiresAt }: SandboxPaymentModel) {
  return { id, status, amountMinor, currency, expiresAt: expiresAt.toISOString() };
}

/** Browsers check where a form's redirect leads, too. */
function policyOf({ returnUrl }: SandboxPaymentModel): string {
  return pagePolicy(returnUrl === null ? [] : [new URL(returnUrl).origin]);
}

const ENDED: Readonly<Record<SandboxPaymentModel['status'], string>> = {
  pending: 'The time to pay is over.',
  authorized: 'You have approved this payment.',
  captured: 'This payment is complete.',
  declined: 'This payment was declined.',
  voided: 'This payment was cancelled by the shop. No money was taken.',
};

function mainOf(payment: SandboxPaymentModel, path: string): Html {
  const open = payment.status === 'pending' && payment.expiresAt.getTime() > Date.now();
  const back = payment.returnUrl === null ? html`` : html`<p><a href="${payment.returnUrl}">Back to the shop</a></p>`;
  return html`<h1>Sandbox payment</h1>
<p>This is a test provider. No money moves.</p>
<dl><dt>For</dt><dd>${payment.description}</dd><dt>Amount</dt><dd class="amount">${formatMoney(payment.amountMinor, payment.currency)}</dd></dl>
${open ? actionsOf(path) : html`<p class="note" role="status">${ENDED[payment.status]}</p>${back}`}`;
}

function actionsOf(path: string): Html {
  return html`<div class="actions">
<form method="post" action="${path}/approve"><button class="yes">Approve</button></form>
<form method="post" action="${path}/decline"><button>Decline</button></form>
<form method="post" action="${path}/later"><button>Later</button></form>
</div>
<p>Later leaves the payment open: come back to this page, or begin again from your order.</p>`;
}
