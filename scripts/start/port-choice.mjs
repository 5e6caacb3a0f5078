import { isPortFree } from './port.mjs';
import { Problem } from './problem.mjs';

/** The port of the api when PORT is not set. */
const usualPort = 4000;

/** How many ports above the usual one are tried. */
const reach = 100;

/**
 * Where the api will listen. Given by PORT, that one or nothing; else 4000 or the next free one.
 * @param {{ given: string | undefined, host: string }} wish
 * @returns {Promise<{ port: number, instead: string | null }>} `instead` says why it is not the usual port
 */
export async function choosePort({ given, host }) {
  if (given) return { port: await takeGiven(given, host), instead: null };
  for (let port = usualPort; port < usualPort + reach; port += 1) {
    if (await isPortFree(port, host)) return { port, instead: port === usualPort ? null : `port ${usualPort} is taken, using ${port}` };
  }
  throw new Problem(`the ports from ${usualPort} to ${usualPort + reach - 1} are all taken: set PORT to a free one`);
}

/** @param {string} given @param {string} host */
async function takeGiven(given, host) {
  const port = Number(given);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new Problem(`PORT is "${given}": give a number from 1 to 65535`);
  if (await isPortFree(port, host)) return port;
  throw new Problem(
    `port ${port} is taken on ${host}: stop what uses it, or set PORT to another (or leave PORT unset to get the next free one)`,
  );
}
