/**
 * Writes docs/ENVIRONMENT.md from src/config/env.ts.
 *   tsx scripts/env-table.ts           writes it
 *   tsx scripts/env-table.ts --check   changes nothing; ends with 1 when it is stale
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { envSchema } from '../src/config/env.js';

const FILE = fileURLToPath(new URL('../docs/ENVIRONMENT.md', import.meta.url));

/** What a variable is when it is not set, as a reader would write it. */
function defaultOf(name: string): string {
  const schema = envSchema.shape[name as keyof typeof envSchema.shape];
  const parsed = schema.safeParse(undefined);
  if (!parsed.success) return '**needed**';
  const value: unknown = parsed.data;
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return '–';
  return `\`${typeof value === 'boolean' ? Number(value) : String(value)}\``;
}

function table(): string {
  const rows = Object.entries(envSchema.shape).map(([name, schema]) => {
    if (schema.description === undefined) throw new Error(`${name} has no description`);
    return `| \`${name}\` | ${defaultOf(name)} | ${schema.description.replaceAll('|', String.raw`\|`)} |`;
  });
  return [
    '# Environment variables',
    '',
    'Written by `npm run codegen` from `src/config/env.ts`, the only place that reads them. An empty value counts as not set. A wrong',
    'one stops the process at once, with every wrong variable named.',
    '',
    '| name | default | what it is |',
    '|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

const text = table();
const before = (() => {
  try {
    return readFileSync(FILE, 'utf8');
  } catch {
    return '';
  }
})();
if (before === text) process.exit(0);
if (process.argv.includes('--check')) {
  console.error(`stale: ${FILE}; run npm run codegen`);
  process.exit(1);
}
writeFileSync(FILE, text);
console.log(`wrote ${FILE}`);
