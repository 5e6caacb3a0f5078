/** Names and paths of what a person wants to open. */
const places = [
  ['Storefront', '/'],
  ['GraphQL endpoint', '/graphql'],
  ['GraphQL playground', '/playground'],
  ['Queue dashboard', '/queues'],
  ['Development mailbox', '/mailbox'],
  ['Health', '/livez, /readyz'],
  ['Metrics', '/metrics'],
];

const demoLogins = [
  ['buyer@example.com', 'buys'],
  ['buyer2@example.com', 'buys'],
  ['admin@example.com', 'staff: playground, queues, mailbox'],
];

/**
 * What is shown when everything runs.
 * @param {{ url: string, demo: boolean, seconds: number }} facts
 * @returns {string} its last line is `aisle ready <url>`
 */
export function boardOf({ url, demo, seconds }) {
  const shown = places.filter(([name]) => demo || name !== 'Development mailbox');
  const urls = shown.map(
    ([name, path]) =>
      `  ${name?.padEnd(21)}${path
        ?.split(', ')
        .map((each) => url + each)
        .join('  ')}`,
  );
  const logins = demo
    ? ['', '  Demo logins, password aisle-demo, on this machine only:', ...demoLogins.map(([who, what]) => `  ${who?.padEnd(21)}${what}`)]
    : [];
  return [
    '',
    ...urls,
    ...logins,
    '',
    `  Ready after ${seconds.toFixed(1)} s. Ctrl-C stops everything. Logs: .data/logs`,
    `aisle ready ${url}`,
    '',
  ].join('\n');
}
