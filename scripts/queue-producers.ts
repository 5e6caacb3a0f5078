import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const SOURCES = fileURLToPath(new URL('../src/', import.meta.url));
/** Where messages may be written: nobody else decides anything. */
const FLOORS = ['services', 'stores', 'payments'];

const read = (file: string) => readFileSync(SOURCES + file, 'utf8');
const callOf = (names: Iterable<string>) => new RegExp(String.raw`\b(?:${[...names].join('|')})\(`);

/**
 * Finds who writes the messages of a queue: sources that call a function which its contract file exports, or one of another
 * contract file that calls it.
 * @returns paths from src/, sorted
 */
export function producersOf(queue: string): string[] {
  const builders = new Set(functionsOf(`jobs/${queue}.queue.ts`).map(({ name }) => name));
  if (builders.size === 0) return [];
  const others = readdirSync(`${SOURCES}jobs`).filter((file) => file.endsWith('.queue.ts'));
  const own = callOf(builders);
  for (const { name, text } of others.flatMap((file) => functionsOf(`jobs/${file}`))) if (own.test(text)) builders.add(name);
  const calls = callOf(builders);
  const files = FLOORS.flatMap((floor) =>
    readdirSync(SOURCES + floor, { recursive: true, encoding: 'utf8' }).map((file) => `${floor}/${file.replaceAll('\\', '/')}`),
  );
  return files.filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && calls.test(read(file))).sort();
}

/** The exported functions of a file, each with its body. */
function functionsOf(file: string): { name: string; text: string }[] {
  const [, ...parts] = read(file).split(/^export function /m);
  return parts.map((part) => {
    const name = /^\w+/.exec(part)![0];
    // The name itself stands before its own brackets, and is no call.
    return { name, text: part.slice(name.length + 1) };
  });
}
