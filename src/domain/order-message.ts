/** What a buyer can be told about an order. Each is one template with words for every channel and language. */
export const ORDER_TEMPLATES = [
  /** The tickets are there. */
  'order-confirmation',
  /** Money is on its way back for some items. */
  'refund',
  /** The event was called off; money is on its way back. */
  'event-cancelled',
  /** Paid too late, and no seats are left: money is on its way back. */
  'seats-gone',
  /** Paid too late, and other seats were found. */
  'seats-changed',
  /** The money could not be taken in the end: tickets are void. */
  'payment-failed',
  /** Staff sent the tickets again. */
  'tickets-resent',
] as const;

export type OrderTemplate = (typeof ORDER_TEMPLATES)[number];

const TICKET_TEMPLATES: ReadonlySet<OrderTemplate> = new Set(['order-confirmation', 'seats-changed', 'tickets-resent']);
const MONEY_BACK_TEMPLATES: ReadonlySet<OrderTemplate> = new Set(['refund', 'event-cancelled', 'seats-gone']);

/** Whether the message brings the tickets along: without one that lets in, it has nothing to say. */
export function bringsTickets(template: OrderTemplate): boolean {
  return TICKET_TEMPLATES.has(template);
}

/** Whether the message names a sum that goes back. */
export function tellsOfMoneyBack(template: OrderTemplate): boolean {
  return MONEY_BACK_TEMPLATES.has(template);
}

/** Languages that messages are written in. */
export type Language = 'en' | 'zh';

/** @returns the language for a locale (BCP 47): Chinese for zh, zh-CN, zh-Hans and the like, else English. */
export function languageOf(locale: string): Language {
  return /^zh(?:$|[-_])/i.test(locale.trim()) ? 'zh' : 'en';
}
