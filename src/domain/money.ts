/** @returns an amount as people read it, in the currency's own number of decimals: 4500 EUR is €45.00, 4500 JPY is ¥4,500. */
export function formatMoney(amountMinor: number, currency: string, locale = 'en'): string {
  const format = new Intl.NumberFormat(locale, { style: 'currency', currency });
  return format.format(amountMinor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}
