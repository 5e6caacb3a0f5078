import { createHash } from 'node:crypto';
import type { Cluster, Redis } from 'ioredis';
import { LRUCache } from 'lru-cache';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { AisleError } from '../errors/aisle-error.js';
import type { GuardMetrics } from './guard-metrics.port.js';

export interface RateLimitNumbers {
  holdsPer10s: number;
  requestsPer10s: number;
  operationsPer10s: number;
  loginsPer15min: number;
  sessionsPer10s: number;
  /** Processes that share a limit while the store is away. */
  processes: number;
}

type LimitName = 'holds' | 'requests' | 'operations' | 'logins' | 'sessions';

const TEN_SECONDS = 10;
const FIFTEEN_MINUTES = 900;
/** Part of a user's limit that a process grants by itself, and then takes from the store at a time. */
const SHARE = 1 / 8;
const MOST_ALLOWANCES = 100_000;

/** One limit, shared by all processes through Redis; alone with its part of it while Redis does not answer. */
interface Limit {
  name: LimitName;
  shared: RateLimiterRedis;
  insurance: RateLimiterMemory;
}

/** A limit that counts every request of a user. The store is asked once for several points. */
interface UserLimit extends Limit {
  share: number;
  windowMs: number;
  allowances: LRUCache<string, Allowance>;
}

/** What a user may still do here before the store is asked. */
interface Allowance {
  left: number;
  /** Granted here, and not yet told to the store. */
  owed: number;
  /** All who wait for more wait for the same answer. */
  asking: Promise<void> | null;
  endsAtMs: number;
}

function createUserLimit(limit: Limit, points: number, duration: number): UserLimit {
  return { ...limit, share: Math.floor(points * SHARE), windowMs: duration * 1000, allowances: new LRUCache({ max: MOST_ALLOWANCES }) };
}

function createLimit(redis: Redis | Cluster, name: LimitName, points: number, duration: number, processes: number): Limit {
  return {
    name,
    // No insuranceLimiter of the package's own: it would swallow the store's errors, and nobody would ever know.
    shared: new RateLimiterRedis({
      storeClient: redis,
      keyPrefix: `limit:${name}`,
      points,
      duration,
      rejectIfRedisNotReady: true,
      // Who is over the limit is refused from memory: an attack does not reach Redis.
      inMemoryBlockOnConsumed: points + 1,
    }),
    insurance: new RateLimiterMemory({ points: Math.max(1, Math.floor(points / processes)), duration }),
  };
}

/** Keeps addresses and names of people out of Redis. */
function keyOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 22);
}

/**
 * How much one user, account or address may ask for. Every method takes one point and
 * throws AisleError RATE_LIMITED with retryAfterMs when there is none left.
 *
 * Most users do little in a window: the first eighth of a user's limit is granted by each process alone, and only who wants more makes it
 * ask the store, for an eighth at a time. One process keeps to the number; of P processes, a user may get (P - 1) / 8 of it more. Logins
 * and sessions, which guard passwords and memory, are counted one by one. No store, no free pass: each process then grants
 * its own part of the limit, and says so in the metrics.
 */
export class RateLimits {
  readonly #metrics: GuardMetrics;
  readonly #limits: Record<'requests' | 'logins' | 'sessions', Limit>;
  readonly #users: Record<'holds' | 'operations', UserLimit>;
  readonly #addresses = new Map<string, AddressWindow>();

  /** `redis` must have a command time-out and no offline queue: a slow store would otherwise hold up every request. */
  constructor(parts: { redis: Redis | Cluster; numbers: RateLimitNumbers; metrics: GuardMetrics }) {
    const { redis, numbers } = parts;
    const limit = (name: LimitName, points: number, duration: number) => createLimit(redis, name, points, duration, numbers.processes);
    const user = (name: LimitName, points: number) => createUserLimit(limit(name, points, TEN_SECONDS), points, TEN_SECONDS);
    this.#metrics = parts.metrics;
    this.#limits = {
      requests: limit('requests', numbers.requestsPer10s, TEN_SECONDS),
      logins: limit('logins', numbers.loginsPer15min, FIFTEEN_MINUTES),
      sessions: limit('sessions', numbers.sessionsPer10s, TEN_SECONDS),
    };
    this.#users = { holds: user('holds', numbers.holdsPer10s), operations: user('operations', numbers.operationsPer10s) };
  }

  /** A hold operation of a user. @returns null when it is granted at once. */
  hold(personId: string): Promise<void> | null {
    return this.#takeOne(this.#users.holds, personId);
  }

  /** Any other root field that a user asks for. @returns null when it is granted at once. */
  operation(personId: string): Promise<void> | null {
    return this.#takeOne(this.#users.operations, personId);
  }

  /** A try to log into an account, whoever tries it from wherever. */
  login(email: string): Promise<void> {
    return this.#take(this.#limits.logins, keyOf(email.trim().toLowerCase()), 1);
  }

  /** A session that an address wants to open. */
  session(addressKey: string): Promise<void> {
    return this.#take(this.#limits.sessions, keyOf(addressKey), 1);
  }

  /**
   * A request of an address. Judged at once by the store's last answer, and counted there in the background, many requests in
   * one call: the limit is coarse, and no request should wait for it. The overshoot is what comes in within one round trip.
   * @throws AisleError RATE_LIMITED.
   */
  request(addressKey: string): void {
    const window = this.#addresses.get(addressKey) ?? { pending: 0, counting: false, blockedUntilMs: 0 };
    const waitMs = window.blockedUntilMs - Date.now();
    if (waitMs > 0) throw this.#refusal('requests', waitMs);
    window.pending += 1;
    this.#addresses.set(addressKey, window);
    if (!window.counting) void this.#countRequests(addressKey, window);
  }

  async #countRequests(addressKey: string, window: AddressWindow): Promise<void> {
    window.counting = true;
    while (window.pending > 0) {
      const points = window.pending;
      window.pending = 0;
      try {
        await this.#take(this.#limits.requests, keyOf(addressKey), points);
      } catch (error) {
        const waitMs = error instanceof AisleError ? (error.retryAfterMs ?? 1000) : 1000;
        window.blockedUntilMs = Date.now() + waitMs;
      }
    }
    window.counting = false;
    if (window.blockedUntilMs <= Date.now()) this.#addresses.delete(addressKey);
    else setTimeout(() => this.#addresses.delete(addressKey), window.blockedUntilMs - Date.now()).unref();
  }

  #takeOne(limit: UserLimit, key: string): Promise<void> | null {
    if (limit.share === 0) return this.#take(limit, key, 1);
    const allowance = this.#allowanceOf(limit, key);
    if (allowance.left === 0) return this.#takeShared(limit, key, allowance);
    allowance.left -= 1;
    return null;
  }

  async #takeShared(limit: UserLimit, key: string, allowance: Allowance): Promise<void> {
    while (allowance.left === 0) {
      allowance.asking ??= this.#askForMore(limit, key, allowance).finally(() => (allowance.asking = null));
      await allowance.asking;
    }
    allowance.left -= 1;
  }

  async #askForMore(limit: UserLimit, key: string, allowance: Allowance): Promise<void> {
    await this.#take(limit, key, limit.share + allowance.owed);
    allowance.owed = 0;
    allowance.left += limit.share;
  }

  #allowanceOf({ allowances, share, windowMs }: UserLimit, key: string): Allowance {
    const known = allowances.get(key);
    const nowMs = Date.now();
    if (known !== undefined && known.endsAtMs > nowMs) return known;
    const fresh = { left: share, owed: share, asking: null, endsAtMs: nowMs + windowMs };
    allowances.set(key, fresh);
    return fresh;
  }

  async #take(limit: Limit, key: string, points: number): Promise<void> {
    const { name } = limit;
    try {
      await limit.shared.consume(key, points);
    } catch (reason) {
      if (reason instanceof RateLimiterRes) throw this.#refusal(name, reason.msBeforeNext);
      this.#metrics.limitInsured(name);
      await this.#takeInsured(limit, key, points);
    }
  }

  async #takeInsured(limit: Limit, key: string, points: number): Promise<void> {
    try {
      await limit.insurance.consume(key, points);
    } catch (reason) {
      if (reason instanceof RateLimiterRes) throw this.#refusal(limit.name, reason.msBeforeNext);
      throw reason;
    }
  }

  #refusal(name: LimitName, waitMs: number): AisleError {
    this.#metrics.limitRefused(name);
    return new AisleError('RATE_LIMITED', undefined, { retryAfterMs: Math.max(1, Math.ceil(waitMs)) });
  }
}

interface AddressWindow {
  /** Requests that the store has not counted yet. */
  pending: number;
  counting: boolean;
  blockedUntilMs: number;
}
