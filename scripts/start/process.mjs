import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/**
 * A process as it can be recognised later. A pid alone is reused by the system, so the moment of birth goes with it:
 * nothing here ever signals a pid whose birth does not match.
 * @typedef {{ pid: number, birth: string }} ProcessIdentity
 */

/**
 * When a process was born, in the system's own notation.
 * @param {number} pid
 * @returns {string | null} null when there is no such process, or only its unreaped remains
 */
export function birthOf(pid) {
  if (process.platform === 'linux') return birthFromProc(pid);
  try {
    const line = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    return line === '' || line.startsWith('Z') ? null : line.replace(/^\S+\s+/, '');
  } catch {
    return null;
  }
}

/** @param {number} pid @returns {string | null} */
function birthFromProc(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The command name may hold blanks and brackets: fields are counted after its last bracket (proc(5)).
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? null : `${bootId()}:${fields[19]}`;
  } catch {
    return null;
  }
}

/** Ticks since boot repeat after a reboot, so the boot is part of the birth. @returns {string} */
function bootId() {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return 'boot';
  }
}

/** @param {number} pid @returns {ProcessIdentity | null} null when the process is gone already */
export function identify(pid) {
  const birth = birthOf(pid);
  return birth === null ? null : { pid, birth };
}

/** @param {ProcessIdentity} identity @returns {boolean} */
export const isAlive = (identity) => birthOf(identity.pid) === identity.birth;

/**
 * Ends one process: asks with `signal`, waits, then kills. Safe to repeat, and harmless when the process is gone.
 * @param {ProcessIdentity} identity
 * @param {{ signal?: NodeJS.Signals, graceMs?: number }} [options]
 * @returns {Promise<void>} resolves when the process no longer exists
 */
export async function endProcess(identity, { signal = 'SIGTERM', graceMs = 10_000 } = {}) {
  signalProcess(identity, signal);
  if (await goneWithin(identity, graceMs)) return;
  signalProcess(identity, 'SIGKILL');
  await goneWithin(identity, 5_000);
}

/** @param {ProcessIdentity} identity @param {NodeJS.Signals} signal */
function signalProcess(identity, signal) {
  if (!isAlive(identity)) return;
  try {
    process.kill(identity.pid, signal);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH') throw error;
  }
}

/** @param {ProcessIdentity} identity @param {number} waitMs @returns {Promise<boolean>} */
async function goneWithin(identity, waitMs) {
  const until = Date.now() + waitMs;
  while (isAlive(identity)) {
    if (Date.now() >= until) return false;
    await pause(20);
  }
  return true;
}
