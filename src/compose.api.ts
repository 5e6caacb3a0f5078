import { printSchemaWithDirectives } from '@graphql-tools/utils';
import type { Base } from './compose.base.js';
import { machineRoutes } from './compose.machine.js';
import { DEMO_SMS_TOKEN } from './compose.messages.js';
import { sandboxSecrets, type Selling } from './compose.selling.js';
import { DeadLetterFeed } from './feed/dead-letter.feed.js';
import { NO_FAULTS } from './domain/sandbox-faults.js';
import { FeedHub } from './feed/feed.hub.js';
import { LineFeed } from './feed/line.feed.js';
import { OrderFeed } from './feed/order.feed.js';
import { RedisNoticeBoard } from './feed/redis.board.js';
import { SaleFeed } from './feed/sale.feed.js';
import { RateLimits } from './guard/rate.limits.js';
import { Mailbox } from './notify/mailbox.js';
import { PdfTicketPrinter } from './notify/ticket.printer.js';
import { SandboxDelivery } from './payments/sandbox.delivery.js';
import { RESOLVERS } from './resolvers/index.js';
import { createSchema } from './schema/schema.js';
import { connectRedis } from './stores/redis.connector.js';
import { chartsRoute } from './transport/charts.route.js';
import { createEntrance, type Entrance, type EntranceSettings } from './transport/entrance.js';
import { mailboxRoute } from './transport/mailbox.route.js';
import { type OriginPolicy } from './transport/origin.policy.js';
import type { RouteModule } from './transport/page.server.js';
import { builtPagesDirectory, pagesRoute, STAFF_LOGIN_PATH } from './transport/pages.route.js';
import { qrRoute } from './transport/qr.route.js';
import { queuesRoute } from './transport/queues.route.js';
import { ticketPdfRoute } from './transport/ticket-pdf.route.js';
import { sandboxRoute } from './transport/sandbox.route.js';
import { schemaRoute } from './transport/schema.route.js';
import { readPageViewer, requireStaffPage } from './transport/staff-page.guard.js';
import { webhookRoute } from './transport/webhook.route.js';

/** The feeds of a process: one subscriber connection for all of its watchers. */
export function composeFeeds(base: Base) {
  const onError = (err: unknown) => base.log.warn({ err }, 'feed trouble');
  const subscriber = connectRedis({ url: base.env.REDIS_URL, purpose: 'subscriber', onError });
  const board = new RedisNoticeBoard({ redis: subscriber });
  const notices = { redis: base.redis, board, onError };
  const orderFeed = new OrderFeed(notices);
  const saleFeed = new SaleFeed(notices);
  const letterFeed = new DeadLetterFeed(notices);
  const liveFeed = new FeedHub({ source: base.inventory, board, windowMs: base.policy.live.windowMs, onError });
  const lineFeed = new LineFeed({ line: base.line, rules: base.policy.line, tickMs: base.policy.timers.lineMs, onError });
  const close = async () => {
    await lineFeed.close();
    await liveFeed.close();
    subscriber.disconnect();
  };
  return { orderFeed, saleFeed, letterFeed, liveFeed, lineFeed, close };
}

/** Builds the api role: everything that clients and staff reach. @returns what starts it. */
export async function composeApi(base: Base, selling: Selling, origins: OriginPolicy) {
  const { env, log, lifecycle } = base;
  const mailbox = env.AISLE_DEMO && env.MAILBOX_PORT !== undefined ? new Mailbox({ directory: env.MAILBOX_DIR, log }) : null;
  const schema = createSchema(RESOLVERS);
  const entrance = await createEntrance({
    schema,
    services: selling.services,
    readViewer: (token) => selling.services.sessions.sessionByToken(token),
    origins,
    limiter: new RateLimits({ redis: base.redis, numbers: base.policy.limits, metrics: base.metrics }),
    metrics: base.metrics,
    log,
    settings: settingsOf(base),
    routes: [...routesOf(base, selling, origins), ...pagesOf(base, selling, origins, { mailbox, sdl: printSchemaWithDirectives(schema) })],
    isDraining: () => lifecycle.draining,
  });
  return { entrance, mailbox };
}

/** Starts listening, and tells the sandbox where our webhooks are. @returns the address of the storefront. */
export async function startApi(base: Base, api: { entrance: Entrance; mailbox: Mailbox | null }): Promise<string> {
  const { env } = base;
  if (api.mailbox !== null) await api.mailbox.listen(env.MAILBOX_PORT!);
  const { url } = await api.entrance.listen(env.PORT, env.HOST);
  // Compiles Prisma's query compiler (80 ms, most of it beside the event loop) before somebody's first look at the catalogue has to.
  base.ledger.prisma.$connect().catch((err: unknown) => base.log.warn({ err }, 'Prisma is not ready yet'));
  return url;
}

/** The sandbox's side of the wire; null while it is off. */
export function composeSandboxDelivery(base: Base, books: Selling['stores']['books']): SandboxDelivery | null {
  const [secret] = sandboxSecrets(base);
  if (secret === undefined) return null;
  const webhookUrl = () => `http://${base.env.HOST === '0.0.0.0' ? '127.0.0.1' : base.env.HOST}:${base.env.PORT}/webhooks/sandbox`;
  return new SandboxDelivery({
    books,
    log: base.log,
    webhookUrl,
    secret,
    retryMs: base.env.SANDBOX_RETRY_MS,
    faults: base.env.SANDBOX_FAULTS ?? NO_FAULTS,
  });
}

function settingsOf({ env, policy }: Base): EntranceSettings {
  return {
    production: env.NODE_ENV === 'production',
    publicUrl: env.PUBLIC_URL ?? null,
    trustProxy: env.TRUST_PROXY,
    bodyBytes: policy.body.limit,
    staffBodyBytes: policy.body.staffLimit,
    deadlineMs: policy.inFlight.deadlineMs,
    maxInFlight: policy.inFlight.max,
    socketsPerAddress: policy.limits.sockets,
    socket: policy.socket,
  };
}

/** What programs ask for. */
function routesOf(base: Base, selling: Selling, origins: OriginPolicy): RouteModule[] {
  const { services } = selling;
  return [
    ...machineRoutes(base),
    chartsRoute({ charts: services.charts }),
    webhookRoute({
      paymentEvents: selling.paymentEvents,
      log: base.log,
      onWebhook: (provider, outcome) => base.metrics.webhook(provider, outcome),
    }),
    ...(sandboxSecrets(base).length > 0 ? [sandboxRoute({ sandbox: selling.sandbox })] : []),
    ticketPdfRoute({ tickets: services.tickets, printer: new PdfTicketPrinter() }),
    qrRoute({ tickets: services.tickets, readViewer: (request) => readPageViewer(checkOf(selling, origins), request) }),
  ];
}

/** What people look at; staff's pages behind their guard. */
function pagesOf(base: Base, selling: Selling, origins: OriginPolicy, parts: { mailbox: Mailbox | null; sdl: string }): RouteModule[] {
  const guard = requireStaffPage({ ...checkOf(selling, origins), loginPath: STAFF_LOGIN_PATH });
  const production = base.env.NODE_ENV === 'production';
  return [
    schemaRoute({ sdl: parts.sdl, guard: production ? guard : undefined }),
    ...(parts.mailbox === null ? [] : [mailboxRoute({ mailbox: parts.mailbox, guard, smsToken: DEMO_SMS_TOKEN })]),
    queuesRoute({ queues: selling.queues.all(), guard }),
    pagesRoute({ directory: builtPagesDirectory(), guard }),
  ];
}

function checkOf({ services }: Selling, origins: OriginPolicy) {
  return { readViewer: (token: string) => services.sessions.sessionByToken(token), origins };
}
