import type { LineRules } from '../domain/line.js';
import type { Env } from './env.js';

/** Business numbers with their units, as services, guards and jobs see them. Defaults stand in env.ts. */
export interface Policy {
  hold: { ms: number; extensionMs: number; extensions: number };
  line: LineRules;
  payment: { payMs: number; backstopMs: number };
  session: { guestMs: number; customerMs: number; staffMs: number };
  passwordHashes: number;
  limits: {
    holdsPer10s: number;
    requestsPer10s: number;
    operationsPer10s: number;
    loginsPer15min: number;
    sessionsPer10s: number;
    sockets: number;
    /** Processes that share a limit while Redis is away. */
    processes: number;
  };
  inFlight: { max: number; deadlineMs: number };
  body: { limit: number; staffLimit: number };
  socket: { subscriptions: number; messageBytes: number; messagesPer10s: number; bufferBytes: number };
  live: { windowMs: number };
  jobs: { attempts: number; backoffMs: number; lockMs: number; crashes: number };
  timers: {
    relayMs: number;
    sweepMs: number;
    lineMs: number;
    expiryScanMs: number;
    reconcileMs: number;
    reconcileAfterMs: number;
    reconcileInventoryMs: number;
    paymentLookupMs: number;
    paymentLookupAfterMs: number;
    alertMs: number;
  };
}

export function policyOf(env: Env): Policy {
  return {
    hold: { ms: env.HOLD_SECONDS * 1000, extensionMs: env.HOLD_EXTENSION_SECONDS * 1000, extensions: env.HOLD_EXTENSIONS },
    line: {
      leaseMs: env.LINE_LEASE_SECONDS * 1000,
      admissionMs: env.ADMISSION_SECONDS * 1000,
      admitPerSecond: env.LINE_ADMIT_PER_SECOND,
      factor: env.LINE_FACTOR,
    },
    payment: { payMs: env.PAY_SECONDS * 1000, backstopMs: env.PAY_BACKSTOP_SECONDS * 1000 },
    session: {
      guestMs: env.SESSION_GUEST_SECONDS * 1000,
      customerMs: env.SESSION_CUSTOMER_SECONDS * 1000,
      staffMs: env.SESSION_STAFF_SECONDS * 1000,
    },
    passwordHashes: env.PASSWORD_HASHES,
    limits: {
      holdsPer10s: env.LIMIT_HOLDS_PER_10S,
      requestsPer10s: env.LIMIT_REQUESTS_PER_10S,
      operationsPer10s: env.LIMIT_OPERATIONS_PER_10S,
      loginsPer15min: env.LIMIT_LOGINS_PER_15MIN,
      sessionsPer10s: env.LIMIT_SESSIONS_PER_10S,
      sockets: env.LIMIT_SOCKETS,
      processes: env.PROCESSES,
    },
    inFlight: { max: env.MAX_IN_FLIGHT, deadlineMs: env.REQUEST_DEADLINE_MS },
    body: { limit: env.BODY_LIMIT, staffLimit: env.STAFF_BODY_LIMIT },
    socket: {
      subscriptions: env.SOCKET_SUBSCRIPTIONS,
      messageBytes: env.SOCKET_MESSAGE_BYTES,
      messagesPer10s: env.SOCKET_MESSAGES_PER_10S,
      bufferBytes: env.SOCKET_BUFFER_BYTES,
    },
    live: { windowMs: env.LIVE_WINDOW_MS },
    jobs: { attempts: env.JOB_ATTEMPTS, backoffMs: env.JOB_BACKOFF_MS, lockMs: env.JOB_LOCK_MS, crashes: env.JOB_CRASHES },
    timers: {
      relayMs: env.RELAY_POLL_MS,
      sweepMs: env.SWEEP_MS,
      lineMs: env.LINE_TICK_MS,
      expiryScanMs: env.EXPIRY_SCAN_MS,
      reconcileMs: env.RECONCILE_MS,
      reconcileAfterMs: env.RECONCILE_AFTER_SECONDS * 1000,
      reconcileInventoryMs: env.RECONCILE_INVENTORY_SECONDS * 1000,
      paymentLookupMs: env.PAYMENT_LOOKUP_MS,
      paymentLookupAfterMs: env.PAYMENT_LOOKUP_AFTER_SECONDS * 1000,
      alertMs: env.ALERT_EVERY_MS,
    },
  };
}
