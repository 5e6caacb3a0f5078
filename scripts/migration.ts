import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { missingSql, ownSources } from './migration/next-migration.js';

/**
 * `npm run migration -- <name>` writes the next migration from what `prisma/schema.prisma` says and the migrations do not.
 * `npm run migration -- --check` only says whether something is missing (exit code 1).
 */
const { values, positionals } = parseArgs({ options: { check: { type: 'boolean' } }, allowPositionals: true });
const sql = await missingSql();

if (sql === '') {
  console.log('the migrations are up to date with prisma/schema.prisma');
} else if (values.check) {
  console.error(`prisma/schema.prisma says what no migration does (run: npm run migration -- <name>):\n${sql}`);
  process.exitCode = 1;
} else {
  writeMigration(positionals[0] ?? '');
}

function writeMigration(name: string): void {
  if (!/^[a-z][a-z0-9_]*$/.test(name)) {
    console.error('name the migration in small letters and underscores: npm run migration -- add_waiting_list');
    process.exitCode = 1;
    return;
  }
  const numbers = readdirSync(ownSources.folder)
    .map((entry) => Number.parseInt(entry, 10))
    .filter(Number.isInteger);
  const folder = `${String(Math.max(0, ...numbers) + 1).padStart(4, '0')}_${name}`;
  mkdirSync(new URL(`${folder}/`, ownSources.folder));
  writeFileSync(new URL(`${folder}/migration.sql`, ownSources.folder), `${sql}\n`);
  console.log(`wrote prisma/migrations/${folder}/migration.sql: read it, then run npm run codegen`);
}
