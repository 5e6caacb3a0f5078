import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

const IPV4_IN_IPV6 = '::ffff:';
const NETWORK_GROUPS = 4;

function plain(address: string): string {
  return address.startsWith(IPV4_IN_IPV6) && isIP(address.slice(IPV4_IN_IPV6.length)) === 4 ? address.slice(IPV4_IN_IPV6.length) : address;
}

/**
 * @returns the address of the client: of the connection, or, behind `trustProxy` proxies, what the outermost of them saw.
 * Entries further left in X-Forwarded-For come from the client itself and are not believed.
 */
export function clientAddress(request: IncomingMessage, trustProxy: number): string {
  const direct = plain(request.socket.remoteAddress ?? '');
  if (trustProxy === 0) return direct;
  const header = request.headers['x-forwarded-for'];
  const hops = (Array.isArray(header) ? header.join(',') : (header ?? '')).split(',').map((hop) => hop.trim());
  const named = plain(hops.at(-trustProxy) ?? '');
  return isIP(named) === 0 ? direct : named;
}

/** @returns what limits count an address by: IPv4 as it is, IPv6 by its /64, of which one customer has all addresses. */
export function addressKeyOf(address: string): string {
  if (isIP(address) !== 6) return address;
  const [head = '', tail] = address.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? [] : Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0');
  const groups = [...left, ...zeros, ...right].map((group) => Number.parseInt(group, 16).toString(16));
  return `${groups.slice(0, NETWORK_GROUPS).join(':')}::/64`;
}
