import { z } from 'zod';
import { readFaults } from '../domain/sandbox-faults.js';

/**
 * Every environment variable that Aisle reads; nothing else reads `process.env`. `docs/ENVIRONMENT.md` is generated from
 * the `.describe()` texts. An empty string counts as not set.
 */
const seconds = (fallback: number) => z.coerce.number().int().positive().default(fallback);
const count = (fallback: number) => z.coerce.number().int().positive().default(fallback);
const flag = z
  .enum(['0', '1', 'true', 'false'])
  .default('0')
  .transform((text) => text === '1' || text === 'true');
const list = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean),
  );

export const envSchema = z.object({
  NODE_ENV: z
    .enum(['development', 'test', 'production'])
    .default('development')
    .describe('production refuses demo mode, hides introspection from all but staff and needs ORIGINS for foreign frontends.'),
  AISLE_DEMO: flag.describe('1: demo mode with known logins and the development mailbox. Loopback only.'),
  HOST: z.string().default('127.0.0.1').describe('Address the api listens on.'),
  PORT: z.coerce.number().int().min(0).max(65535).default(4000).describe('Port the api listens on.'),
  WORKER_PORT: z.coerce
    .number()
    .int()
    .min(1)
    .max(65535)
    .optional()
    .describe('Port on which a worker answers /livez, /readyz and /metrics; without it a worker listens nowhere.'),
  PUBLIC_URL: z
    .url()
    .optional()
    .describe('Address under which people reach the api, without a slash at the end; default http://HOST:PORT.'),
  DATABASE_URL: z.string().min(1).describe('PostgreSQL 15 or later: postgresql://user:password@host:port/database.'),
  REDIS_URL: z
    .string()
    .min(1)
    .describe(
      'Redis 7.0 or later for the inventory: redis://host:6379. Two or more addresses, comma separated, name nodes of a Redis Cluster.',
    ),
  QUEUE_REDIS_URL: z.string().min(1).optional().describe('Redis for the queues, written in the same way; default REDIS_URL.'),
  QUEUE_PREFIX: z.string().default('{aisle}').describe('Prefix of all queue keys; the braces keep them in one slot of a cluster.'),
  ORIGINS: list.describe(
    'Origins of foreign frontends, comma separated; checked for CORS and at the socket upgrade. Development allows any localhost port.',
  ),
  TRUST_PROXY: z.coerce.number().int().min(0).default(0).describe('How many proxies in front are trusted to name the client address.'),
  PROCESSES: count(1).describe('How many api processes share the rate limits while Redis is away.'),
  METRICS_TOKEN: z
    .string()
    .min(16)
    .optional()
    .describe('Bearer token for /metrics, 16 characters or more. Without it /metrics is open in development and closed in production.'),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info').describe('Least level that is logged.'),
  DATABASE_POOL: count(10).describe('PostgreSQL connections a process, besides up to four for its messages.'),
  HOLD_SECONDS: seconds(600).describe('How long a hold lasts.'),
  HOLD_EXTENSION_SECONDS: seconds(300).describe('What an extension adds.'),
  HOLD_EXTENSIONS: z.coerce.number().int().min(0).default(2).describe('Extensions a hold may have.'),
  PAY_SECONDS: seconds(900).describe('Time to pay, from the first placeOrder of a hold.'),
  PAY_BACKSTOP_SECONDS: seconds(120).describe('How long after payBy Redis keeps seats for the ledger to decide.'),
  LINE_LEASE_SECONDS: z.coerce
    .number()
    .int()
    .min(4)
    .default(60)
    .describe('How long somebody in the line of a waiting room may go without looking before the place is lost.'),
  LINE_ADMIT_PER_SECOND: z.coerce.number().min(0.01).max(10_000).default(20).describe('Most people that a waiting room lets in a second.'),
  LINE_FACTOR: z.coerce
    .number()
    .min(1)
    .max(10_000)
    .default(1.5)
    .describe('Most open admissions of a waiting room for each free seat or place, 1 or more.'),
  ADMISSION_SECONDS: seconds(300).describe('How long an admission from a waiting room lives.'),
  SESSION_GUEST_SECONDS: seconds(86_400).describe('Life of a guest session.'),
  SESSION_CUSTOMER_SECONDS: seconds(2_592_000).describe('Life of a customer session.'),
  SESSION_STAFF_SECONDS: seconds(43_200).describe('Life of a staff session.'),
  PASSWORD_HASHES: count(2).describe('Password hashes computed at once a process; 19 MiB each.'),
  LIMIT_HOLDS_PER_10S: count(30).describe('Hold operations a user may do in 10 s.'),
  LIMIT_REQUESTS_PER_10S: count(6000).describe('Requests an address may send in 10 s.'),
  LIMIT_OPERATIONS_PER_10S: count(300).describe('Root fields a user may ask for in 10 s.'),
  LIMIT_LOGINS_PER_15MIN: count(10).describe('Login tries an account may see in 15 minutes.'),
  LIMIT_SESSIONS_PER_10S: count(600).describe('Sessions an address may start in 10 s.'),
  LIMIT_SOCKETS: count(2000).describe('Open sockets an address may have.'),
  MAX_IN_FLIGHT: count(512).describe('Operations a process works on at once; more are refused as OVERLOADED.'),
  REQUEST_DEADLINE_MS: count(5000).describe('Time a request has, handed down to Redis, SQL and HTTP.'),
  BODY_LIMIT: count(65_536).describe('Bytes of a request body.'),
  STAFF_BODY_LIMIT: count(16_777_216).describe('Bytes of a request body with a staff session.'),
  SOCKET_SUBSCRIPTIONS: count(10).describe('Subscriptions a socket.'),
  SOCKET_MESSAGE_BYTES: count(16_384).describe('Bytes of a socket message from a client.'),
  SOCKET_MESSAGES_PER_10S: count(100).describe('Messages a client may send on a socket in 10 s.'),
  SOCKET_BUFFER_BYTES: count(1_048_576).describe('Unsent bytes after which a slow socket is closed.'),
  LIVE_WINDOW_MS: count(50).describe('Shortest time between two frames of a live map.'),
  SMTP_URL: z.string().optional().describe('Mail server, smtp://user:password@host:port; demo mode uses the development mailbox.'),
  MAIL_FROM: z.string().default('Aisle <tickets@aisle.localhost>').describe('Sender of mails.'),
  MAILBOX_PORT: z.coerce.number().int().min(0).max(65535).optional().describe('Loopback port of the development mailbox; demo mode only.'),
  MAILBOX_DIR: z.string().default('.data/mailbox').describe('Folder of the development mailbox.'),
  SMS_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('Gateway that takes a POST for each short message; demo mode uses the development mailbox. Without it none are sent.'),
  SMS_TOKEN: z.string().min(1).optional().describe('Bearer token for the SMS gateway.'),
  SMS_FORMAT: z.enum(['json', 'form']).default('json').describe('How the SMS gateway wants to, text, id and from.'),
  SMS_FROM: z.string().min(1).optional().describe('Sender of short messages, where the gateway wants one.'),
  VAPID_PUBLIC_KEY: z
    .string()
    .min(80)
    .optional()
    .describe('Public key (base64url) by which push services know us; without both keys nothing is sent to browsers.'),
  VAPID_PRIVATE_KEY: z.string().min(40).optional().describe('Its private key, base64url.'),
  VAPID_SUBJECT: z
    .string()
    .regex(/^(mailto:|https:)/)
    .default('mailto:tickets@aisle.localhost')
    .describe('Where push services reach us: mailto: or https:.'),
  MAILS_PER_SECOND: count(50).describe('Most mails that are sent in a second, over all processes.'),
  SMS_PER_SECOND: count(20).describe('Most short messages that are sent in a second, over all processes.'),
  PUSHES_PER_SECOND: count(200).describe('Most messages to browsers that are sent in a second, over all processes.'),
  CHANNEL_TIMEOUT_MS: count(10_000).describe('How long a mail server, gateway or push service may be silent before a try has failed.'),
  BREAKER_FAILURES: count(5).describe('Failures in a row after which a mail server, gateway or push service is not asked for a while.'),
  BREAKER_OPEN_MS: count(15_000).describe('How long it is not asked then, in milliseconds.'),
  WEBHOOK_SECRET_SANDBOX: z
    .string()
    .min(16)
    .optional()
    .describe(
      "Secret that signs the sandbox provider's webhooks, 16 characters or more; without it the sandbox is off. Two, comma separated, while rotating: the first signs, both verify.",
    ),
  SANDBOX_FAULTS: z
    .string()
    .optional()
    .transform((text, context) => {
      const faults = text === undefined ? null : readFaults(text);
      if (typeof faults !== 'string') return faults;
      context.addIssue(faults);
      return z.NEVER;
    })
    .describe(
      'How the sandbox provider misbehaves, such as `drop=0.2, copies=3, delayMs=2000`: delayMs, copies, drop, forge, answerMs, lose, refuseCapture, failRefund. Refused in production.',
    ),
  PAYMENT_LOOKUP_MS: count(5000).describe('How often providers are asked about payments of which they have told nothing for too long.'),
  PAYMENT_LOOKUP_AFTER_SECONDS: seconds(60).describe('How long a provider has to tell of a payment by itself.'),
  SANDBOX_RETRY_MS: count(500).describe('First wait before the sandbox sends an unanswered webhook again; doubles up to a minute.'),
  JOB_ATTEMPTS: count(8).describe('Tries of a job before it is a dead letter.'),
  JOB_BACKOFF_MS: count(1000).describe('First wait before a job is tried again; doubles each time, with jitter.'),
  JOB_CRASHES: count(10).describe('How often a job may be taken from a dead worker before it is a dead letter.'),
  JOB_LOCK_MS: count(30_000).describe('How long a worker may go silent before its job is given to another.'),
  RELAY_POLL_MS: count(500).describe('How often the outbox is looked at without a doorbell.'),
  SWEEP_MS: count(500).describe('How often lapsed holds are looked for.'),
  LINE_TICK_MS: z.coerce
    .number()
    .int()
    .min(1)
    .max(1000)
    .default(1000)
    .describe('How often a line moves on, and the people in it are told, at most 1000.'),
  EXPIRY_SCAN_MS: count(1000).describe('How often unpaid orders are looked for.'),
  RECONCILE_MS: count(10_000).describe('How often messages without an effect are looked for.'),
  RECONCILE_INVENTORY_SECONDS: seconds(60).describe('How often Redis is compared with the ledger, seat by seat.'),
  RECONCILE_AFTER_SECONDS: seconds(120).describe('How long a handed-over message may have no effect before it is looked into.'),
  ALERT_URL: z.url().optional().describe('Receiver of alerts, by webhook; without it alerts are in the log and in the metric aisle_alert.'),
  ALERT_SECRET: z
    .string()
    .min(16)
    .optional()
    .describe('Secret that signs alerts by the Standard Webhooks specification, 16 characters or more; needed with ALERT_URL.'),
  ALERT_EVERY_MS: count(15_000).describe('How often a worker looks for causes of alarm.'),
  SHUTDOWN_MS: count(10_000).describe('Time for a graceful stop; after it the process ends anyway.'),
});

export type Env = z.output<typeof envSchema>;

/** Thrown with every wrong variable in one message, so that a deployment is mended in one go. */
export class EnvError extends Error {
  override name = 'EnvError';
}

/**
 * Reads and checks the environment.
 * @throws EnvError that lists each wrong variable on a line of its own.
 */
export function readEnv(source: NodeJS.ProcessEnv = process.env): Env {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ''));
  const parsed = envSchema.safeParse(given);
  if (!parsed.success) {
    throw new EnvError(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('\n'));
  }
  const env = parsed.data;
  const loopback = ['127.0.0.1', 'localhost', '::1'].includes(env.HOST);
  if (env.ALERT_URL !== undefined && env.ALERT_SECRET === undefined) throw new EnvError('ALERT_SECRET: is needed with ALERT_URL');
  if (env.SANDBOX_FAULTS !== null && env.NODE_ENV === 'production') throw new EnvError('SANDBOX_FAULTS: is refused in production');
  if (env.AISLE_DEMO && env.NODE_ENV === 'production') throw new EnvError('AISLE_DEMO: demo mode is refused in production');
  if (env.AISLE_DEMO && !loopback) throw new EnvError('AISLE_DEMO: demo mode listens on loopback only; unset AISLE_DEMO or HOST');
  return env;
}
