import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * PostgreSQL refuses to run as root. In order of preference:
 * - an ordinary user simply runs it;
 * - root runs it in a user namespace where root looks like an ordinary account. To the kernel the process is still
 *   root, so the data may lie in a folder that only root can enter;
 * - where user namespaces are off (hardened containers), it runs under an ordinary account of this machine.
 *
 * @typedef {{ kind: 'direct' } | { kind: 'namespace', prefix: string[] } | { kind: 'account', uid: number, gid: number, name: string }} Manner
 */

/** @returns {Manner | null} null: root, no user namespaces, and no account to borrow */
export function unprivilegedManner() {
  if (process.getuid?.() !== 0) return { kind: 'direct' };
  const account = ordinaryAccount();
  if (account === null) return null;
  const prefix = ['unshare', '--user', `--map-user=${account.uid}`, `--map-group=${account.gid}`];
  const probe = spawnSync(/** @type {string} */ (prefix[0]), [...prefix.slice(1), process.execPath, '--version'], { stdio: 'ignore' });
  if (probe.status === 0 && process.env['AISLE_NO_USER_NAMESPACE'] !== '1') return { kind: 'namespace', prefix };
  return { kind: 'account', ...account };
}

/**
 * An account that is not root. PostgreSQL looks its name up, so a number without an entry would not do.
 * @returns {{ name: string, uid: number, gid: number } | null}
 */
function ordinaryAccount() {
  const accounts = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .filter((fields) => Number(fields[2]) > 0)
    .map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }));
  const preferred = ['postgres', 'nobody'].map((name) => accounts.find((account) => account.name === name));
  return preferred.find((account) => account !== undefined) ?? accounts[0] ?? null;
}
