import { afterAll } from 'vitest';
import { waitFor } from './wait-for.js';

/**
 * Runs in every test file under `test/`: after the last test nothing may be left that would keep a process alive. A
 * forgotten connection, listening server, child process or timer fails the file.
 */
const watched = ['TCPSocketWrap', 'TCPServerWrap', 'TLSWrap', 'ProcessWrap', 'Timeout', 'FSEventWrap'];

/** What the test runner itself keeps open in this process. */
const before = count();

function count(): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of process.getActiveResourcesInfo()) if (watched.includes(name)) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

function leaked(): string[] {
  return [...count()].filter(([name, now]) => now > allowed(name)).map(([name, now]) => `${now - (before.get(name) ?? 0)} × ${name}`);
}

/** The runner's own timers come and go; its hook time-out runs while we look. */
function allowed(name: string): number {
  return (before.get(name) ?? 0) + (name === 'Timeout' ? 2 : 0);
}

afterAll(async () => {
  try {
    await waitFor(() => leaked().length === 0, { timeoutMs: 15_000, everyMs: 20 });
  } catch {
    throw new Error(`left open after the last test: ${leaked().join(', ')} (close it with useDisposer)`);
  }
}, 30_000);
