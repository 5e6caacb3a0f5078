import { createClient, type Client } from 'graphql-ws';
import { TABS } from './tabs.js';

/** The globals that the vendored scripts leave behind. */
declare const React: { createElement(type: unknown, props: object): unknown };
declare const ReactDOM: { createRoot(container: Element): { render(node: unknown): void } };
declare const GraphiQL: {
  (props: object): unknown;
  createFetcher(options: { url: string; wsClient: Client; fetch: typeof fetch }): unknown;
};

/** The session is the HttpOnly cookie; a login made in the playground asks the server to keep it there. */
const fetchWithCookie: typeof fetch = (input, init) => {
  const headers = new Headers(init?.headers);
  headers.set('x-aisle-cookie', '1');
  return fetch(input, { ...init, headers, credentials: 'same-origin' });
};

const wsClient = createClient({
  url: `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/graphql`,
  retryAttempts: 5,
  shouldRetry: () => true,
});

const fetcher = GraphiQL.createFetcher({ url: '/graphql', wsClient, fetch: fetchWithCookie });
const container = document.getElementById('playground')!;
container.textContent = '';
ReactDOM.createRoot(container).render(
  React.createElement(GraphiQL, { fetcher, defaultTabs: TABS, shouldPersistHeaders: false, defaultEditorToolsVisibility: 'variables' }),
);
