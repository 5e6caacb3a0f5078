import type { Id } from './id.js';
import type { Role } from './viewer.js';

/** Someone who buys or works here. */
export interface PersonModel {
  id: Id;
  /** Lower-cased; null for a guest. */
  email: string | null;
  name: string | null;
  role: Role;
}

export const PASSWORD_LENGTH = { least: 10, most: 200 } as const;

/** What everybody tries first, of those long enough to be accepted otherwise. Compared without case, spaces and punctuation. */
const COMMON = new Set(
  `1234567890 0123456789 9876543210 0987654321 12345678910 123456789a 1q2w3e4r5t 1qaz2wsx3edc qwertyuiop qwertzuiop asdfghjkl1 password12
   password123 password1234 passwordpassword passw0rd123 letmein123 letmeinplease welcome123 welcome1234 iloveyou12 iloveyou123 administrator
   admin12345 administrator1 changeme123 changemenow abcdefghij abcdefghijk abc1234567 q1w2e3r4t5 qwerty1234 qwerty12345 qwerty123456
   passwort123 passwort1234 hallo12345 superman123 football123 baseball123 dragon12345 sunshine123 princess123 monkey12345 trustno1trustno1
   correcthorsebatterystaple`.split(/\s+/),
);

/** Addresses are one account each, whatever case and spaces they were typed with. */
export function normaliseEmail(email: string): string {
  return email.trim().toLowerCase();
}

/** Passwords are compared by what they look like (NFKC): the same letters may be typed as different code points. */
export function normalisePassword(password: string): string {
  return password.normalize('NFKC');
}

/** @returns one sentence that says why this password is refused, or null when it is good enough. */
export function passwordWeakness(password: string, email: string): string | null {
  const length = [...password].length;
  const plain = password.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
  if (length < PASSWORD_LENGTH.least) return `The password needs at least ${PASSWORD_LENGTH.least} characters; this one has ${length}.`;
  if (length > PASSWORD_LENGTH.most) return `The password may have at most ${PASSWORD_LENGTH.most} characters.`;
  const address = normaliseEmail(email);
  if ([address, address.split('@')[0]].includes(password.trim().toLowerCase())) return 'The password must not be the e-mail address.';
  if (new Set(plain).size < 4) return 'The password must not be a few characters over and over.';
  if (COMMON.has(plain)) return 'This password is among the first that everybody tries. Take another.';
  return null;
}
