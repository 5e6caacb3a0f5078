import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { openCatalogue } from './compose.catalogue.js';
import { readEnv } from './config/env.js';
import { normaliseEmail } from './domain/person.js';
import { AisleError } from './errors/aisle-error.js';

const USAGE = 'usage: npm run admin -- create <email>   makes an administrator, with a password that is shown once';
/** 20 characters of base64url: 120 random bits. */
const PASSWORD_BYTES = 15;

/**
 * The admin command, for the first administrator of a new house; later ones get their role by setRole. Needs DATABASE_URL (and
 * REDIS_URL set, though not running). An account that exists becomes an administrator and keeps its password. Safe to repeat.
 * @param args what follows the command's name: `create`, the e-mail address.
 * @returns the exit code: 0, 1 for a refusal, 2 for wrong usage.
 */
export async function runAdmin(
  args: readonly string[],
  print: (line: string) => void = (line) => process.stdout.write(`${line}\n`),
): Promise<number> {
  const [command, address, ...others] = args;
  if (command !== 'create' || address === undefined || others.length > 0) {
    print(USAGE);
    return 2;
  }
  const email = normaliseEmail(address);
  if (!z.email().max(254).safeParse(email).success) {
    print(`${address} is not an e-mail address`);
    return 1;
  }
  try {
    await createAdmin(email, print);
    return 0;
  } catch (error) {
    if (!(error instanceof AisleError) || error.code !== 'DEPENDENCY_UNAVAILABLE') throw error;
    print(`the ledger does not answer (${String((error.cause as Error | undefined)?.message)}): correct DATABASE_URL, or start PostgreSQL`);
    return 1;
  }
}

async function createAdmin(email: string, print: (line: string) => void): Promise<void> {
  const catalogue = openCatalogue(readEnv(), (error) => print(String(error)));
  try {
    const password = randomBytes(PASSWORD_BYTES).toString('base64url');
    const outcome = await catalogue.services.people.provide({ email, name: 'Administrator', password, role: 'ADMIN' });
    if (outcome === 'CREATED') print(`${email} is an administrator. Password, shown this once: ${password}`);
    else print(`${email} has an account; it is an administrator now, with the password it had.`);
  } finally {
    await catalogue.close();
  }
}
