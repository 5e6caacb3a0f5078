import { drawRandom } from './random-stock.js';

/** Crockford's base32: no I, L, O or U, so that a number can be read aloud and typed back. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const RANDOM_CHARACTERS = 11;
const CROCKFORD = new RegExp(`^[${ALPHABET}]{1,64}$`);
/** What a text may have at most before it is cleaned. */
const LONGEST_INPUT = 200;

/** @returns `length` random characters of Crockford's base32, 5 bits each; 64 at most. */
export function randomCode(length: number): string {
  return drawRandom(length, (bytes, at) => {
    let code = '';
    for (let next = at; next < at + length; next += 1) code += ALPHABET[bytes[next]! & 31]!;
    return code;
  });
}

/** Luhn mod 32: finds every single wrong character and nearly every swap of two neighbours. */
function checkCharacter(text: string): string {
  let sum = 0;
  let factor = 2;
  for (let at = text.length - 1; at >= 0; at -= 1) {
    const product = ALPHABET.indexOf(text[at]!) * factor;
    sum += (product >> 5) + (product & 31);
    factor = factor === 2 ? 1 : 2;
  }
  return ALPHABET[(32 - (sum % 32)) % 32]!;
}

/** @returns a fresh order number: 55 random bits and a check character, 12 characters. */
export function newOrderNo(): string {
  const body = randomCode(RANDOM_CHARACTERS);
  return body + checkCharacter(body);
}

/** @returns a text in Crockford's base32 as it was meant: any case, with spaces or dashes, O for 0, I or L for 1; null for any other. */
export function readCrockford(text: string): string | null {
  if (text.length > LONGEST_INPUT) return null;
  const clean = text.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1');
  return CROCKFORD.test(clean) ? clean : null;
}

/**
 * Reads an order number as people type it: any case, with spaces or dashes, O for 0, I or L for 1.
 * @returns the number, or null when it cannot be one (a typing error fails its check character).
 */
export function parseOrderNo(text: string): string | null {
  const clean = readCrockford(text);
  if (clean?.length !== RANDOM_CHARACTERS + 1) return null;
  const body = clean.slice(0, RANDOM_CHARACTERS);
  return checkCharacter(body) === clean[RANDOM_CHARACTERS] ? clean : null;
}
