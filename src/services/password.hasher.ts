import { hash, verify, type Options } from '@node-rs/argon2';
import { normalisePassword, PASSWORD_LENGTH } from '../domain/person.js';
import { AisleError } from '../errors/aisle-error.js';

/** `Algorithm.Argon2id`; the package's enum exists for the compiler only. */
const ARGON2ID = 2;
/** OWASP's floor for argon2id: 19 MiB, two passes, one lane; about 20 ms of a core. */
const PARAMETERS = { algorithm: ARGON2ID, memoryCost: 19_456, timeCost: 2, parallelism: 1 } satisfies Options;
const PREFIX = `$argon2id$v=19$m=${PARAMETERS.memoryCost},t=${PARAMETERS.timeCost},p=${PARAMETERS.parallelism}$`;
/** No password has this hash; checking one against it takes as long as against a real one. */
const NOBODY = `${PREFIX}${'A'.repeat(22)}$${'A'.repeat(43)}`;
/** Waiting places for each hash that runs: about a third of a second of work. */
const QUEUE_FACTOR = 16;
const RETRY_AFTER_MS = 1000;
/** No account has a longer password (see PASSWORD_LENGTH, in code points); a body of staff could bring one of megabytes. */
const LONGEST = 2 * PASSWORD_LENGTH.most;

/**
 * argon2id with a bound on memory: at most `concurrent` hashes at once, a short queue behind them, and OVERLOADED beyond it, so
 * that a storm of logins cannot take the process down.
 */
export class PasswordHasher {
  readonly #concurrent: number;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(options: { concurrent: number }) {
    this.#concurrent = options.concurrent;
  }

  /** @returns a salted hash in PHC string form. @throws OVERLOADED. */
  hash(password: string): Promise<string> {
    return this.#bounded(() => hash(normalisePassword(password), PARAMETERS));
  }

  /** Takes the same time for a hash of null (nobody has this address) as for a real one. @throws OVERLOADED. */
  async verify(phc: string | null, password: string): Promise<boolean> {
    const possible = password.length <= LONGEST ? phc : null;
    const right = await this.#bounded(() => verify(possible ?? NOBODY, normalisePassword(password.slice(0, LONGEST))));
    return right && possible !== null;
  }

  /** Whether a hash was made with other parameters than today's. */
  isOutdated(phc: string): boolean {
    return !phc.startsWith(PREFIX);
  }

  async #bounded<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running >= this.#concurrent) await this.#queue();
    else this.#running += 1;
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      // The place is handed over, so that nobody slips in between.
      if (next === undefined) this.#running -= 1;
      else next();
    }
  }

  #queue(): Promise<void> {
    if (this.#waiting.length >= this.#concurrent * QUEUE_FACTOR) {
      throw new AisleError('OVERLOADED', undefined, { retryAfterMs: RETRY_AFTER_MS });
    }
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}
