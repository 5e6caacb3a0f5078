import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inRoot, root } from './start/paths.mjs';

/**
 * Generates the Prisma client into `prisma/generated`, which is committed: Prisma's command line (227 MB) is fetched by
 * npm only when the schema changed. `--check` compares the schema and the generated files with the hashes written then.
 */
const version = JSON.parse(readFileSync(inRoot('package.json'), 'utf8')).dependencies['@prisma/client'];
const stampFile = 'schema.sha256';

/**
 * @param {string} base folder of the clone
 * @returns {string} one line that changes with the schema, Prisma's version or any generated file
 */
export function prismaStamp(base) {
  const generated = join(base, 'prisma', 'generated');
  const names = existsSync(generated)
    ? readdirSync(generated, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))
    : [];
  const output = createHash('sha256');
  for (const name of names.toSorted()) output.update(`${name}\n`).update(readFileSync(join(generated, name)));
  const schema = createHash('sha256').update(readFileSync(join(base, 'prisma', 'schema.prisma')));
  return `schema ${schema.digest('hex')} output ${output.digest('hex')} prisma ${version}\n`;
}

/** @param {string} base @returns {string | null} the rule's sentence when the generated client is stale */
export function stalePrisma(base) {
  const file = join(base, 'prisma', 'generated', stampFile);
  const written = existsSync(file) ? readFileSync(file, 'utf8') : '';
  return written === prismaStamp(base)
    ? null
    : 'prisma/schema.prisma or the generated client changed since the last npm run codegen: run it and commit what it writes';
}

function generate() {
  // Any executable will do as "schema engine": generating does not call it, but the command line wants to see one.
  const env = { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, PRISMA_HIDE_UPDATE_MESSAGE: '1', CHECKPOINT_DISABLE: '1' };
  const call = ['exec', '--yes', `--package=prisma@${version}`, '--', 'prisma', 'generate', '--schema', 'prisma/schema.prisma'];
  const result = spawnSync('npm', call, { cwd: root, env, stdio: 'inherit' });
  if (result.status !== 0) process.exit(result.status ?? 1);
  writeFileSync(inRoot('prisma', 'generated', stampFile), prismaStamp(root));
}

if (process.argv[1] === inRoot('scripts', 'codegen-prisma.mjs')) {
  const stale = stalePrisma(root);
  if (process.argv.includes('--check')) {
    console.log(stale ?? 'the Prisma client is up to date');
    process.exitCode = stale === null ? 0 : 1;
  } else if (stale === null) {
    console.log('the Prisma client is up to date');
  } else {
    generate();
  }
}
