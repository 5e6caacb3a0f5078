/**
 * Writes docs/ENVIRONMENT.md from src/config/env.ts.
 *   tsx scripts/env-table.ts           writes it
 *   tsx scripts/env-table.ts --check   changes nothing; ends with 1 when it is stale
 */
import { envSchema } from '../src/config/env.js';
import { keepGenerated } from './generated-file.js';

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

keepGenerated(new URL('../docs/ENVIRONMENT.md', import.meta.url), table());
