import { createHash } from 'node:crypto';
import { Html, html } from '../domain/html.js';

/** The look of the small pages that are made here and not in the browser: the sandbox's page and a ticket to print. */
const STYLE = `
:root{color-scheme:light dark;--line:#8886}
body{font:1.05rem/1.5 system-ui,sans-serif;margin:0;padding:1.5rem}
main{max-width:34rem;margin:0 auto}
h1{font-size:1.5rem;line-height:1.2}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.4rem 1.2rem;border-block:1px solid var(--line);padding-block:1rem}
dt{opacity:.8}dd{margin:0;font-weight:600}
.amount{font-size:1.6rem}
.actions{display:flex;flex-wrap:wrap;gap:.8rem;margin-block:1.5rem}
button{font:inherit;padding:.7rem 1.4rem;min-height:2.9rem;border-radius:.5rem;border:2px solid;background:Canvas;color:CanvasText;cursor:pointer}
button.yes{background:#14532d;border-color:#14532d;color:#fff}
button:focus-visible,a:focus-visible{outline:3px solid #2563eb;outline-offset:3px}
.note{border-left:4px solid;padding-left:.8rem}
.qr{background:#fff;padding:8px;width:14rem;height:14rem}
code{font-size:1.1rem;overflow-wrap:anywhere}
@media print{body{padding:0}.screen{display:none}}`;

const STYLE_ELEMENT = new Html(`<style>${STYLE}</style>`);
const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

/** @returns a whole page. */
export function pageOf(title: string, main: Html): string {
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">
<title>${title}</title>${STYLE_ELEMENT}</head><body><main>${main}</main></body></html>`.text;
}

/** @returns the policy of such a page: no script at all, this one style. `formTargets`: origins that a form may end up on, beside our own. */
export function pagePolicy(formTargets: readonly string[] = []): string {
  const targets = ["'self'", ...formTargets].join(' ');
  return `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; img-src 'self' data:; form-action ${targets}; base-uri 'none'; frame-ancestors 'none'`;
}
