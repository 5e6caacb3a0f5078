import { expect, test } from 'vitest';
import { signTicketLink, ticketLinkIsGood } from './ticket-link.js';

const ticket = { id: '018f0000-0000-7000-8000-000000000001', code: 'QWERTY' };
const DAY_MS = 86_400_000;

test('a link opens its ticket for a day', () => {
  const link = signTicketLink(ticket, 0);
  expect(ticketLinkIsGood(ticket, link, DAY_MS - 1)).toBe(true);
  expect(ticketLinkIsGood(ticket, link, DAY_MS)).toBe(false);
});

test('a link opens no other ticket, and none when altered', () => {
  const link = signTicketLink(ticket, 0);
  expect(ticketLinkIsGood({ ...ticket, code: 'OTHER' }, link, 1)).toBe(false);
  expect(ticketLinkIsGood({ ...ticket, id: 'other' }, link, 1)).toBe(false);
  expect(ticketLinkIsGood(ticket, { ...link, exp: String(Number(link.exp) + 1) }, 1)).toBe(false);
  for (const sig of ['', 'zz', link.sig.slice(1), `0${link.sig}`, link.sig.toUpperCase()]) {
    expect(ticketLinkIsGood(ticket, { ...link, sig }, 1)).toBe(false);
  }
});
