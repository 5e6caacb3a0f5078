import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { changesOf, type PlantedBug, type PlantedChange } from './planted.bug.js';

/**
 * Plants a bug in a build, whose programs are those of the compiler: lines are broken elsewhere, and what is only for types is gone.
 * @returns how to take it out again
 * @throws when a change has not exactly one place
 */
export function plantInBuild(bug: PlantedBug, dist: string): () => void {
  const before = new Map<string, string>();
  const takeOut = () => before.forEach((text, path) => writeFileSync(path, text));
  try {
    for (const change of changesOf(bug)) {
      const path = join(dist, change.file.replace(/\.ts$/, '.js'));
      const text = readFileSync(path, 'utf8');
      if (!before.has(path)) before.set(path, text);
      writeFileSync(path, changed(text, change, `${bug.name}: ${path}`));
    }
  } catch (error) {
    takeOut();
    throw error;
  }
  return takeOut;
}

function changed(text: string, { from, to }: PlantedChange, where: string): string {
  const found = text.match(new RegExp(inOtherLines(from), 'g')) ?? [];
  if (found.length !== 1) throw new Error(`${where} does not hold once: ${from}`);
  return text.replace(found[0], () => to);
}

/** The compiler breaks lines elsewhere. */
function inOtherLines(text: string): string {
  const parts = text.match(/\w+|[^\w\s]/g) ?? [];
  return parts
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/, '\\$&'))
    .join('\\s*')
    .replaceAll(',\\s*\\)', ',?\\s*\\)');
}
