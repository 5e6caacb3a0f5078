import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { inData } from './paths.mjs';
import { Problem, reasonOf } from './problem.mjs';

/**
 * How to run a Redis server: a program with its library path, or a container engine.
 * @typedef {{ kind: 'program', program: string, libraries?: string } | { kind: 'docker' }} RedisWay
 */

/** The oldest server whose functions, sharded channels and script flags we use. */
const oldestMajor = 7;

const waysToGetRedis =
  'install redis-server or valkey-server (7 or newer) so that it is on the PATH, or set REDIS_URL=redis://host:6379, or start Docker; on Debian and Ubuntu a working "apt-get download redis-tools" is enough';

/**
 * Finds a server, in this order: on the PATH, unpacked before, Debian's packages unpacked under `.data` (nothing is
 * installed, no root needed), a Docker engine that answers.
 * @returns {RedisWay}
 */
export function findRedis() {
  const onPath = ['redis-server', 'valkey-server'].map(findOnPath).find((program) => program !== null && isUsable({ program }));
  if (onPath) return { kind: 'program', program: onPath };
  const unpacked = unpackedRedis();
  if (unpacked !== null) return unpacked;
  const reasons = [];
  try {
    return unpackFromDebian();
  } catch (error) {
    reasons.push(reasonOf(error));
  }
  if (spawnSync('docker', ['info'], { stdio: 'ignore', timeout: 5_000 }).status === 0) return { kind: 'docker' };
  throw new Problem(`no Redis server found (${reasons.join('; ')}): ${waysToGetRedis}`);
}

/** @param {string} name @returns {string | null} */
function findOnPath(name) {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, name)).find((file) => existsSync(file)) ?? null;
}

/** @param {{ program: string, libraries?: string }} way @returns {boolean} */
function isUsable({ program, libraries }) {
  const result = spawnSync(program, ['--version'], {
    encoding: 'utf8',
    env: { ...process.env, ...(libraries ? { LD_LIBRARY_PATH: libraries } : {}) },
  });
  const major = /v=(\d+)\./.exec(result.stdout ?? '')?.[1];
  return result.status === 0 && major !== undefined && Number(major) >= oldestMajor;
}

const unpackedDir = () => inData('redis-server');

/** @returns {RedisWay | null} */
function unpackedRedis() {
  const program = join(unpackedDir(), 'redis-server');
  if (!existsSync(program)) return null;
  const way = { program, libraries: libraryPath(join(unpackedDir(), 'root', 'usr', 'lib')) };
  return isUsable(way) ? { kind: 'program', ...way } : null;
}

/** @param {string} lib @returns {string} every folder under lib that holds shared libraries */
function libraryPath(lib) {
  if (!existsSync(lib)) return '';
  const entries = readdirSync(lib, { recursive: true, withFileTypes: true });
  return [...new Set(entries.filter((entry) => entry.name.includes('.so')).map((entry) => entry.parentPath ?? entry.path))].join(delimiter);
}

/**
 * Debian's redis-tools carries the server under another name: `redis-check-rdb` is the same program, and which one it
 * is depends on the name it is called by. The libraries it needs come along when the machine lacks them.
 * @returns {RedisWay}
 */
function unpackFromDebian() {
  if (findOnPath('apt-get') === null || findOnPath('dpkg') === null) throw new Error('none on the PATH, and this is not Debian or Ubuntu');
  const building = inData(`redis-server.${process.pid}`);
  rmSync(building, { recursive: true, force: true });
  mkdirSync(join(building, 'packages'), { recursive: true });
  try {
    downloadPackages(join(building, 'packages'));
    for (const name of readdirSync(join(building, 'packages')).filter((file) => file.endsWith('.deb'))) {
      execFileSync('dpkg', ['-x', join(building, 'packages', name), join(building, 'root')], { stdio: 'pipe' });
    }
    symlinkSync(join('root', 'usr', 'bin', 'redis-check-rdb'), join(building, 'redis-server'));
    rmSync(join(building, 'packages'), { recursive: true });
    rmSync(unpackedDir(), { recursive: true, force: true });
    renameSync(building, unpackedDir());
  } finally {
    rmSync(building, { recursive: true, force: true });
  }
  const way = unpackedRedis();
  if (way === null) throw new Error('the Redis of this Debian or Ubuntu is too old or does not run');
  return way;
}

/** @param {string} folder */
function downloadPackages(folder) {
  const privateLists = privateAptOptions();
  const first = tryDownload(folder, []);
  if (first === null) return;
  // Empty or outdated package lists (usual in containers): fetch our own, beside nothing of the system's.
  const update = apt([...privateLists, 'update'], folder);
  const second = update === null ? tryDownload(folder, privateLists) : update;
  if (second !== null) throw new Error(`apt-get download failed: ${second}`);
}

/** @returns {string[]} */
function privateAptOptions() {
  const state = inData('apt');
  mkdirSync(join(state, 'lists', 'partial'), { recursive: true });
  mkdirSync(join(state, 'cache', 'archives', 'partial'), { recursive: true });
  return ['-o', `Dir::State::Lists=${join(state, 'lists')}`, '-o', `Dir::Cache=${join(state, 'cache')}`, '-o', 'APT::Sandbox::User=root'];
}

/** @param {string} folder @param {string[]} options @returns {string | null} the reason of a failure */
function tryDownload(folder, options) {
  const depends = spawnSync('apt-cache', [...options, 'depends', 'redis-tools'], { encoding: 'utf8', env: plainEnv() });
  const names = [...(depends.stdout ?? '').matchAll(/^\s*\|?Depends: ([a-z0-9][a-z0-9.+:-]*)$/gm)].map(
    (match) => /** @type {string} */ (match[1]),
  );
  const missing = names.filter(
    (name) =>
      spawnSync('dpkg-query', ['-W', '-f', '${Status}', name], { encoding: 'utf8' }).stdout?.includes('install ok installed') !== true,
  );
  return apt([...options, 'download', 'redis-tools', ...missing], folder);
}

/** @param {string[]} args @param {string} cwd @returns {string | null} the reason of a failure */
function apt(args, cwd) {
  const result = spawnSync('apt-get', ['-q', ...args], { cwd, encoding: 'utf8', env: plainEnv(), timeout: 120_000 });
  if (result.status === 0) return null;
  return (
    (result.stderr ?? '')
      .split('\n')
      .find((line) => line.startsWith('E:'))
      ?.slice(2)
      .trim() ?? reasonOf(result.error ?? 'no reason given')
  );
}

const plainEnv = () => ({ ...process.env, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' });
