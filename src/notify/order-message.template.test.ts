import { describe, expect, it } from 'vitest';
import { bringsTickets, languageOf, ORDER_TEMPLATES } from '../domain/order-message.js';
import { calendarFileOf } from './calendar.file.js';
import type { OrderNotice } from './notification-channel.port.js';
import { renderOrderMail, renderShortMessage } from './order-message.template.js';

const notice = (changes: Partial<OrderNotice> = {}): OrderNotice => ({
  messageId: 'm',
  template: 'order-confirmation',
  to: { email: 'ada@example.com', name: 'Ada', phone: null },
  locale: 'en',
  orderNo: 'ABCDEFGHJKMN',
  orderUrl: 'https://aisle.test/orders/ABCDEFGHJKMN',
  showTitle: 'Hamlet',
  venueName: 'Globe',
  timezone: 'Asia/Shanghai',
  startsAt: new Date('2026-12-31T18:30:00Z'),
  currency: 'EUR',
  totalMinor: 10_500,
  refundMinor: 4500,
  tickets: [{ id: 't', code: 'QWERTY', place: 'Block A, row 1, seat 2', tierName: 'Stalls', priceName: 'Standard', amountMinor: 4500 }],
  ...changes,
});
const render = (changes: Partial<OrderNotice>) => renderOrderMail(notice(changes), (ticket) => `${ticket.id}@aisle`);

describe.each(ORDER_TEMPLATES)('the message %s', (template) => {
  const tickets = bringsTickets(template) ? notice().tickets : [];

  it.each(['en', 'zh-CN'])('says in %s, as text and as HTML, what it is about and where to read on', (locale) => {
    const { subject, text, html } = render({ template, locale, tickets });
    for (const form of [subject, text, html]) expect(form).toContain('Hamlet');
    for (const form of [text, html]) expect(form).toContain('https://aisle.test/orders/ABCDEFGHJKMN');
    expect(subject).toContain('ABCDEFGHJKMN');
    expect(/[\u4e00-\u9fff]/u.test(text)).toBe(locale === 'zh-CN');
    expect(`${subject}${text}${html}`).not.toMatch(/undefined|null|NaN|\[object/);
    expect(text.includes('QWERTY')).toBe(tickets.length > 0);
  });

  it('is short enough for a telephone and says no more than the mail', () => {
    const { title, body } = renderShortMessage(notice({ template, tickets, showTitle: 'W'.repeat(500) }));
    expect(body.length).toBeLessThan(400);
    expect(title.length).toBeLessThan(130);
  });
});

describe('sums, dates and languages', () => {
  it('names the sum that goes back, and the total only beside tickets', () => {
    expect(render({ template: 'refund', tickets: [] }).text).toContain('Money back: €45.00');
    expect(render({ template: 'refund', tickets: [], locale: 'zh', currency: 'CNY' }).text).toContain('退款：¥45.00');
    expect(render({ template: 'payment-failed', tickets: [] }).text).not.toContain('€');
  });

  it('shows times in the zone of the house, as the reader writes dates', () => {
    expect(render({}).text).toMatch(/Friday,? 1 January 2027 at 02:30/);
    expect(render({ locale: 'zh-Hans-CN' }).text).toMatch(/2027年1月1日星期五.02:30/);
  });

  it.each([
    ['zh', 'zh'],
    ['zh-CN', 'zh'],
    ['zh_TW', 'zh'],
    ['ZH-hans', 'zh'],
    ['zhx', 'en'],
    ['de', 'en'],
    ['', 'en'],
  ])('writes to %s in %s', (locale, language) => expect(languageOf(locale)).toBe(language));
});

describe('hostile names', () => {
  const evil = '<img src=x onerror=alert(1)>"\'&\r\nBcc: all@example.com\r\n\r\n\u202Eecived\u2066\0';

  it('stand as text: no tag, no new header or line, no turned direction', () => {
    const [ticket] = notice().tickets;
    const tickets = [{ ...ticket!, place: evil, tierName: evil, priceName: evil }];
    const { subject, text, html } = render({ to: { email: 'a@b.c', name: evil, phone: null }, showTitle: evil, venueName: evil, tickets });
    for (const form of [subject, text, html]) expect(form).not.toMatch(/[\u202A-\u202E\u2066-\u2069\0\r]/u);
    expect(html).not.toMatch(/<img src=x/);
    expect(html).toContain('&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp; Bcc: all@example.com');
    expect(subject).not.toContain('\n');
    expect(text.split('\n').some((line) => line.startsWith('Bcc'))).toBe(false);
  });

  it.each(['محمد علي', '王小明', 'Zażółć', '👩‍👩‍👧 Ada', 'שלום'])('keep %s as it was written', (name) => {
    const { text, html } = render({ to: { email: 'a@b.c', name, phone: null } });
    expect(text).toContain(`Dear ${name},`);
    expect(html).toContain(`<bdi>Dear ${name},</bdi>`);
  });

  it('cannot add to the calendar entry', () => {
    const entry = calendarFileOf(notice({ showTitle: 'A; B, C\r\nATTENDEE:mailto:x@example.com', venueName: '音楽堂' }));
    expect(entry.match(/^BEGIN:VEVENT/gm)).toHaveLength(1);
    expect(entry).not.toMatch(/^ATTENDEE/m);
    expect(entry).toMatch(/^SUMMARY:A\\; B\\, C ATTENDEE/m);
    expect(entry).toMatch(/^DTSTART:20261231T183000Z/m);
    expect(entry).toMatch(/^UID:ABCDEFGHJKMN@aisle/m);
    expect(entry).toContain('LOCATION:音楽堂');
  });
});
