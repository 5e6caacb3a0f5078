const LONGEST = 2048;

/**
 * Whether a browser's push endpoint looks like one: https on its own port, a name with a dot, no user, no fragment. Where the
 * name leads to is looked at each time something is sent, because it can change.
 */
export function isPushEndpoint(endpoint: string): boolean {
  if (endpoint.length > LONGEST || !URL.canParse(endpoint)) return false;
  const { protocol, port, username, password, hash, hostname } = new URL(endpoint);
  const isPlain = port === '' && username === '' && password === '' && hash === '';
  return protocol === 'https:' && isPlain && /^(?=.*\.[a-z][a-z0-9-]*$)[a-z0-9.-]+$/.test(hostname) && !hostname.endsWith('.localhost');
}
