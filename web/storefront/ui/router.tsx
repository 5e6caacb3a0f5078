import { signal } from '@preact/signals';

/** The path that is shown. Pages are real addresses: each of them can be opened, reloaded and shared. */
export const path = signal(location.pathname);

let visited = 0;

/** Goes to another page of the storefront without loading it anew. */
export function navigate(href: string): void {
  visited++;
  history.pushState(null, '', href);
  arrive();
}

/** Goes back to where the reader came from inside the storefront, or to `fallback` when they came from outside. */
export function goBack(fallback: string): void {
  if (visited > 0) history.back();
  else navigate(fallback);
}

function arrive(): void {
  path.value = location.pathname;
  scrollTo(0, 0);
}

const OURS = /^\/($|events\/|orders|account)/;

/** Takes over plain clicks on links to our own pages. Call once. */
export function startRouter(): void {
  addEventListener('popstate', arrive);
  document.addEventListener('click', (event) => {
    const link = (event.target as Element).closest?.('a');
    if (!link || event.defaultPrevented || event.button !== 0 || link.target) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    if (link.origin !== location.origin || !OURS.test(link.pathname) || link.hash) return;
    event.preventDefault();
    navigate(link.pathname + link.search);
  });
}

/** Puts title and focus on a page that has just been shown, so that a screen reader hears where it is. */
export function settle(title: string): void {
  document.title = `${title} · Aisle`;
  const heading = document.querySelector<HTMLElement>('h1');
  if (!heading || document.activeElement?.closest('main')) return;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}
