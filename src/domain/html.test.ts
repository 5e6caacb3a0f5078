import { expect, test } from 'vitest';
import { escapeHtml, Html, html } from './html.js';
import { formatMoney } from './money.js';

test('text is escaped between tags and inside attributes', () => {
  expect(escapeHtml(`<a href="x" title='y'>&</a>`)).toBe('&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;&lt;/a&gt;');
});

test('values of a template are escaped once; pieces of HTML stay as they are', () => {
  const rows = ['<1>', '2'].map((text) => html`<li>${text}</li>`);
  expect(html`<ul>${rows}</ul>${new Html('<hr>')}${'<hr>'}${3}`.text).toBe('<ul><li>&lt;1&gt;</li><li>2</li></ul><hr>&lt;hr&gt;3');
});

test('money has the decimals of its currency', () => {
  expect([formatMoney(4500, 'EUR'), formatMoney(4500, 'JPY'), formatMoney(4500, 'KWD'), formatMoney(0, 'EUR')]).toEqual([
    '€45.00',
    '¥4,500',
    'KWD\u00a04.500',
    '€0.00',
  ]);
});
