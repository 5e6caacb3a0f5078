import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { endProcess, identify } from './process.mjs';

/**
 * The watchdog: a small process that outlives its master for a moment. It learns which processes and temporary folders
 * the master started, one JSON line each, and when its input ends while some are still listed (the master was killed
 * with -9, or crashed) it ends them, newest first. A master that ends properly has forgotten them all before.
 *
 * @typedef {import('./process.mjs').ProcessIdentity} ProcessIdentity
 * @typedef {{ identity: ProcessIdentity, signal: NodeJS.Signals, graceMs: number }} Charge
 * @typedef {{ watch?: Charge, forget?: number, folder?: string, keepFolder?: string }} Message
 */

/**
 * Starts a watchdog for this process.
 * @returns {Watchdog}
 */
export function startWatchdog() {
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url)], {
    detached: true,
    cwd: '/',
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  child.unref();
  /** @type {any} */ (child.stdin).unref?.();
  child.stdin.on('error', () => {});
  return new Watchdog(
    (message) => child.stdin.write(`${JSON.stringify(message)}\n`),
    () => child.stdin.end(),
  );
}

/**
 * The part of a watchdog that whoever starts processes needs.
 * @typedef {Pick<Watchdog, 'watch' | 'forget'>} Guard
 */

/** What the master says to its watchdog. Every call is safe to repeat. */
export class Watchdog {
  /** @param {(message: Message) => void} tell @param {() => void} end */
  constructor(tell, end) {
    this.tell = tell;
    this.end = end;
  }

  /** @param {number} pid @param {{ signal?: NodeJS.Signals, graceMs?: number }} [options] @returns {ProcessIdentity | null} */
  watch(pid, { signal = 'SIGTERM', graceMs = 10_000 } = {}) {
    const identity = identify(pid);
    if (identity !== null) this.tell({ watch: { identity, signal, graceMs } });
    return identity;
  }

  /** @param {number} pid */
  forget(pid) {
    this.tell({ forget: pid });
  }

  /** A temporary folder to remove if the master dies. @param {string} folder */
  watchFolder(folder) {
    this.tell({ folder });
  }

  /** @param {string} folder */
  forgetFolder(folder) {
    this.tell({ keepFolder: folder });
  }

  /** Ends the watchdog, and with it everything that it still watches. */
  close() {
    this.end();
  }
}

/** The watchdog process itself. */
async function keepWatch() {
  // The terminal's signals are for the master; what the watchdog waits for is the end of its input.
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, () => {});
  /** @type {Map<number, Charge>} */
  const charges = new Map();
  /** @type {Set<string>} */
  const folders = new Set();
  for await (const line of createInterface({ input: process.stdin })) {
    const message = /** @type {Message} */ (JSON.parse(line));
    if (message.watch) charges.set(message.watch.identity.pid, message.watch);
    if (message.forget) charges.delete(message.forget);
    if (message.folder) folders.add(message.folder);
    if (message.keepFolder) folders.delete(message.keepFolder);
  }
  for (const { identity, signal, graceMs } of [...charges.values()].toReversed()) {
    await endProcess(identity, { signal, graceMs });
  }
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await keepWatch();
