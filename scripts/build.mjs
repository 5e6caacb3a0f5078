import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { inRoot, root } from './start/paths.mjs';
import { Problem } from './start/problem.mjs';

/**
 * Builds `dist/`: TypeScript by the native compiler, what lies beside it (Lua, SQL, GraphQL, charts), and the pages.
 * Nothing is done when no input changed since the last build.
 */
const sources = [
  'src',
  'prisma',
  'assets',
  'client',
  'web',
  'scripts/build.mjs',
  'scripts/build-web.mjs',
  'tsconfig.json',
  'package-lock.json',
];
const assets = ['.lua', '.sql', '.graphql', '.json', '.txt', '.html', '.css', '.svg', '.br'];
const stampFile = inRoot('dist', '.built');

/** @param {string} path @returns {string[]} every file at or under it, skipping what is installed or built */
function filesUnder(path) {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .filter((name) => name !== 'node_modules' && name !== 'dist' && !name.startsWith('.'))
    .flatMap((name) => filesUnder(join(path, name)));
}

/** Size and time of every input tell a change well enough, and reading them takes milliseconds. @returns {string} */
function stampOfInputs() {
  const hash = createHash('sha256');
  for (const file of sources.flatMap((source) => filesUnder(inRoot(source))).toSorted()) {
    const { size, mtimeMs } = statSync(file);
    hash.update(`${relative(root, file)} ${size} ${mtimeMs}\n`);
  }
  return hash.digest('hex');
}

/** @returns {boolean} whether `dist/` is what the sources say */
export function isBuilt() {
  return existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stampOfInputs();
}

/**
 * @throws {Problem} with the compiler's first complaint
 */
export function build() {
  const stamp = stampOfInputs();
  const began = Date.now();
  rmSync(stampFile, { force: true });
  node([inRoot('node_modules', 'typescript', 'bin', 'tsc'), '--project', 'tsconfig.json']);
  copyAssets();
  removeStale(began);
  if (existsSync(inRoot('scripts', 'build-web.mjs'))) node([inRoot('scripts', 'build-web.mjs')]);
  mkdirSync(dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, stamp);
}

/** @param {string[]} args */
function node(args) {
  const result = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  if (result.status === 0) return;
  const lines = `${result.stdout}${result.stderr}`.trim().split('\n');
  const complaint = lines.find((line) => /error/i.test(line)) ?? lines[0];
  throw new Problem(`the build failed (${complaint?.trim()}): run "npm run build" to see all of it`, { cause: lines.join('\n') });
}

/** What the programs read beside themselves lies beside them in `dist/` too. */
function copyAssets() {
  for (const folder of ['src', 'prisma', 'assets']) {
    for (const file of filesUnder(inRoot(folder)).filter((name) => assets.some((ending) => name.endsWith(ending)))) {
      const target = inRoot('dist', relative(root, file));
      mkdirSync(dirname(target), { recursive: true });
      // Copied through memory: a copy has a new time, by which removeStale knows it.
      writeFileSync(target, readFileSync(file));
    }
  }
}

/** Removes what an earlier build wrote and this one did not: its source is gone. @param {number} began */
function removeStale(began) {
  for (const file of ['src', 'prisma', 'assets'].flatMap((folder) => filesUnder(inRoot('dist', folder)))) {
    if (statSync(file).mtimeMs < began - 1_000) rmSync(file);
  }
}

if (process.argv[1] === inRoot('scripts', 'build.mjs')) {
  try {
    if (!process.argv.includes('--if-changed') || !isBuilt()) build();
  } catch (error) {
    console.error(error instanceof Problem ? (error.cause ?? error.message) : error);
    process.exitCode = 1;
  }
}
