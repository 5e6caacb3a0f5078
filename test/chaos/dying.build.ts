import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inRoot } from '../../scripts/start/paths.mjs';
import type { Disposer } from '../support/disposer.js';

/** A line at which a process may be made to die. */
export interface DeathPoint {
  name: string;
  /** Built file, from `dist/src/`. */
  file: string;
  /** A piece of its text that occurs once, where a statement begins. The process dies just before it is run. */
  at: string;
  /** It dies just after what the statement sends has left the process, before anything can come back. */
  onceSent?: boolean;
}

/** A copy of the build whose processes die, as by `kill -9`, where they are told to. */
export interface DyingBuild {
  dist: string;
  /** The next process that comes to this point dies there; then no more do, until the next call. */
  arm(point: DeathPoint): void;
  /** Whether a process has died where `arm` said. */
  hasStruck(): boolean;
}

/** Asked at every point; the file is taken away first, so that exactly one process dies. */
const dieAt = (armed: string) => `import { readFileSync, unlinkSync } from 'node:fs';
globalThis.dieAt = (point) => {
  try {
    if (readFileSync(${JSON.stringify(armed)}, 'utf8') !== point) return;
    unlinkSync(${JSON.stringify(armed)});
  } catch {
    return;
  }
  process.kill(process.pid, 'SIGKILL');
};
`;

/**
 * Copies the build and plants the points.
 * @throws when a point's text is not in its file, or is there more than once: the point would be somewhere else than its name says
 */
export function buildThatDies(disposer: Disposer, points: readonly DeathPoint[]): DyingBuild {
  const folder = inRoot('.data', 'builds');
  mkdirSync(folder, { recursive: true });
  const dist = mkdtempSync(join(folder, 'dying-'));
  disposer.add(() => rmSync(dist, { recursive: true, force: true }));
  cpSync(inRoot('dist'), dist, { recursive: true });
  const armed = join(dist, 'armed');
  const change = (file: string, how: (text: string) => string) => {
    const path = join(dist, 'src', file);
    writeFileSync(path, how(readFileSync(path, 'utf8')));
  };
  for (const { name, file, at, onceSent = false } of points) {
    const die = `globalThis.dieAt(${JSON.stringify(name)});`;
    change(file, (text) => {
      const parts = text.split(at);
      if (parts.length !== 2) throw new Error(`"${name}": ${file} has ${parts.length - 1} places with ${at}`);
      return parts.join(`${onceSent ? `setImmediate(() => ${die.slice(0, -1)});` : die}\n${at}`);
    });
  }
  change('main.js', (text) => dieAt(armed) + text);
  return {
    dist,
    arm: ({ name }) => writeFileSync(armed, name),
    hasStruck() {
      try {
        readFileSync(armed);
        return false;
      } catch {
        return true;
      }
    },
  };
}
