import { lookup } from 'node:dns/promises';
import { request } from 'node:https';
import { BlockList, isIP } from 'node:net';
import type { LookupFunction } from 'node:net';
import { PermanentFailure } from '../domain/permanent-failure.js';

/** What came back. */
export interface OutsideReply {
  status: number;
  /** The first 64 KiB. */
  body: string;
}

export interface OutsideRequest {
  url: string;
  headers: Record<string, string>;
  body: Buffer;
  signal: AbortSignal;
}

/** Sends one POST. @throws PermanentFailure when the address is not one we may call. */
export type OutsidePost = (message: OutsideRequest) => Promise<OutsideReply>;

interface Address {
  address: string;
  family: number;
}

export interface OutsidePosterOptions {
  /** Names to addresses; default: the system's resolver. */
  resolve?: (hostname: string) => Promise<Address[]>;
  /** Which addresses may be called; default: public ones. */
  allows?: (address: string) => boolean;
  /** How long an answer may take, milliseconds. */
  timeoutMs?: number;
}

const TIME_MS = 10_000;
const REPLY_BYTES = 65_536;

/** Everything that is not the public internet: own machine, own network, link-local (cloud metadata), reserved, and IPv4 in IPv6. */
const PRIVATE = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const)
  PRIVATE.addSubnet(network, prefix, 'ipv4');
const PUBLIC_IPV6 = new BlockList();
PUBLIC_IPV6.addSubnet('2000::', 3, 'ipv6');
for (const [network, prefix] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const)
  PRIVATE.addSubnet(network, prefix, 'ipv6');

/** Whether an address belongs to the public internet. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !PRIVATE.check(address, 'ipv4');
  return family === 6 && PUBLIC_IPV6.check(address, 'ipv6') && !PRIVATE.check(address, 'ipv6');
}

/**
 * Posts to addresses that strangers gave us: https only, the name looked up once and the connection made to the very address that
 * was checked, no redirects, 10 s, 64 KiB of reply.
 */
export function outsidePost(options: OutsidePosterOptions = {}): OutsidePost {
  const resolve = options.resolve ?? ((hostname) => lookup(hostname, { all: true }));
  const { allows = isPublicAddress, timeoutMs = TIME_MS } = options;
  return async ({ url, headers, body, signal }) => {
    const target = new URL(url);
    if (target.protocol !== 'https:') throw new PermanentFailure(`${target.protocol} is not called, only https:`);
    const address = await checkedAddress(target.hostname.replaceAll(/^\[|\]$/g, ''), resolve, allows);
    return send({ target, address, headers, body, signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]) });
  };
}

/** One private address among many is enough to refuse: nobody public has one. */
async function checkedAddress(hostname: string, resolve: (hostname: string) => Promise<Address[]>, allows: (address: string) => boolean) {
  const addresses = isIP(hostname) === 0 ? await resolve(hostname) : [{ address: hostname, family: isIP(hostname) }];
  const [first] = addresses;
  if (first === undefined) throw new Error(`${hostname} has no address`);
  if (!addresses.every(({ address }) => allows(address))) throw new PermanentFailure(`${hostname} is not a public address`);
  return first;
}

function send(message: { target: URL; address: Address; headers: Record<string, string>; body: Buffer; signal: AbortSignal }) {
  const { target, address, headers, body, signal } = message;
  const toChecked: LookupFunction = (_hostname, { all }, callback) =>
    all === true ? callback(null, [address]) : callback(null, address.address, address.family);
  return new Promise<OutsideReply>((resolve, reject) => {
    const call = request(target, { method: 'POST', headers, signal, agent: false, lookup: toChecked }, (response) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      const finish = () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') });
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes <= REPLY_BYTES) return void chunks.push(chunk);
        finish();
        response.destroy();
      });
      response.on('end', finish);
      response.on('error', reject);
    });
    call.on('error', reject);
    call.end(body);
  });
}
