/**
 * Preloaded into the processes of a box office (`NODE_OPTIONS=--import`), whose own code runs as it is: what they send to PUSH_HOST, a
 * public name that nobody has, goes to the receiver at PUSH_RECEIVER on this machine.
 */
import dns from 'node:dns/promises';
import http from 'node:http';
import https from 'node:https';
import { syncBuiltinESMExports } from 'node:module';

const { PUSH_HOST: host, PUSH_RECEIVER: receiver } = process.env;
/** Public, as the check of addresses wants it; never called. */
const ADDRESS = [{ address: '93.184.216.34', family: 4 }];
const { lookup } = dns;
const { request } = https;

dns.lookup = async (name, ...more) => (name === host ? ADDRESS : lookup(name, ...more));
https.request = (target, options, ...more) => {
  if (!(target instanceof URL) || target.hostname !== host) return request(target, options, ...more);
  const { method, headers, signal } = options;
  return http.request(new URL(target.pathname, receiver), { method, headers, signal, agent: false }, ...more);
};
syncBuiltinESMExports();
