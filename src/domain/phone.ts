/**
 * @returns the number that a short message can be sent to (E.164: + and 7 to 15 digits), or null: the buyer left none, wrote
 * something else, or left out the country, which we do not guess.
 */
export function mobileNumberOf(phone: string | null): string | null {
  if (phone === null) return null;
  const bare = phone
    .trim()
    .replace(/^00/, '+')
    .replace('(0)', '')
    .replaceAll(/[\s().\-/\u2010-\u2015]/g, '');
  return /^\+[1-9]\d{6,14}$/.test(bare) ? bare : null;
}
