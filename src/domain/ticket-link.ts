import { createHmac, timingSafeEqual } from 'node:crypto';

/** A printing link opens a ticket without a session; it is worth nothing after this time. */
const LIFE_MS = 24 * 3_600_000;

/** The part of a ticket that signs: its code is a secret of 130 bits that only its owner and the ledger know. */
export interface SigningTicket {
  id: string;
  code: string;
}

/** @returns the query of a printing link: `exp`, seconds since 1970, and `sig`. No other secret is needed, so all processes agree. */
export function signTicketLink(ticket: SigningTicket, nowMs: number): { exp: string; sig: string } {
  const exp = String(Math.floor((nowMs + LIFE_MS) / 1000));
  return { exp, sig: signatureOf(ticket, exp).toString('hex') };
}

/** Whether a link was signed for this ticket and still lives. */
export function ticketLinkIsGood(ticket: SigningTicket, link: { exp: string; sig: string }, nowMs: number): boolean {
  if (!/^\d{1,12}$/.test(link.exp) || !/^[0-9a-f]{64}$/.test(link.sig)) return false;
  return timingSafeEqual(Buffer.from(link.sig, 'hex'), signatureOf(ticket, link.exp)) && Number(link.exp) * 1000 > nowMs;
}

function signatureOf(ticket: SigningTicket, exp: string): Buffer {
  return createHmac('sha256', ticket.code).update(`print ${ticket.id} ${exp}`).digest();
}
