import { isStorable } from '../domain/text.js';
import { AisleError, type Problem } from '../errors/aisle-error.js';

/** Collects everything that is wrong with an input, so that a client hears all of it at once. */
export class ProblemList {
  readonly #problems: Problem[] = [];

  /** Notes a problem unless `holds`. @returns `holds`. */
  check(holds: boolean, path: string, message: string): boolean {
    if (!holds) this.#problems.push({ path, message });
    return holds;
  }

  /** @throws BAD_USER_INPUT with every problem noted so far, if there is one. */
  throwIfAny(): void {
    const [first, ...others] = this.#problems;
    if (first === undefined) return;
    const more = others.length > 0 ? ` (and ${others.length} more)` : '';
    throw new AisleError('BAD_USER_INPUT', `${first.path}: ${first.message}${more}`, { problems: this.#problems });
  }
}

const KEY_LENGTH = 200;
const REASON_LENGTH = 500;

/** An idempotency key is any text of 1 to 200 characters that the ledger can keep. */
export function checkIdempotencyKey(problems: ProblemList, key: string): void {
  const sound = key.length > 0 && key.length <= KEY_LENGTH && isStorable(key);
  problems.check(sound, 'idempotencyKey', `must have 1 to ${KEY_LENGTH} characters, none of them U+0000 or broken`);
}

/** Why staff do something: 1 to 500 characters that the ledger can keep, for the audit trail. */
export function checkReason(problems: ProblemList, reason: string): void {
  const sound = reason.trim().length > 0 && reason.length <= REASON_LENGTH && isStorable(reason);
  problems.check(sound, 'reason', `must have 1 to ${REASON_LENGTH} characters, none of them U+0000 or broken`);
}
