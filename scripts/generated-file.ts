import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * Keeps a generated file in step with its source: writes `text` where it differs. Called with `--check` on the command line it writes
 * nothing, and ends the process with 1 when the file is stale.
 */
export function keepGenerated(url: URL, text: string): void {
  const file = fileURLToPath(url);
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return;
  if (process.argv.includes('--check')) {
    console.error(`stale: ${file}; run npm run codegen`);
    process.exit(1);
  }
  writeFileSync(file, text);
  console.log(`wrote ${file}`);
}
