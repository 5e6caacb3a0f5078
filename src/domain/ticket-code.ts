import { readCrockford } from './order-number.js';

const LENGTH = 26;

/**
 * Reads the code of a ticket as a scanner types it or a person reads it aloud: any case, with spaces or dashes, O for 0, I or L for 1.
 * @returns the code, or null for a text that cannot be one.
 */
export function parseTicketCode(text: string): string | null {
  const code = readCrockford(text);
  return code?.length === LENGTH ? code : null;
}
