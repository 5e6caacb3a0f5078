import type { Money, Price } from '../api/types.js';

/** Making a format takes longer than using it a hundred times, and a hall names the price of every seat. */
const formats = new Map<string, Intl.NumberFormat>();

function formatOf(currency: string): Intl.NumberFormat {
  const known = formats.get(currency);
  if (known) return known;
  const made = new Intl.NumberFormat('en', { style: 'currency', currency });
  formats.set(currency, made);
  return made;
}

/** "€45.00": as mails and the payment page write it too. */
export function formatMoney(money: Money): string {
  const format = formatOf(money.currency);
  return format.format(money.amountMinor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}

export function sumMoney(amounts: readonly Money[]): Money | null {
  const [first] = amounts;
  if (!first) return null;
  return { currency: first.currency, amountMinor: amounts.reduce((sum, money) => sum + money.amountMinor, 0) };
}

/** The prices of a tier that can be chosen at `nowMs` (the server's clock). The first is the standard price. */
export function pricesAt(prices: readonly Price[], nowMs: number): Price[] {
  return prices.filter((price) => (!price.from || Date.parse(price.from) <= nowMs) && (!price.until || nowMs < Date.parse(price.until)));
}
