import type { Process } from '../support/box-office.js';
import type { Disposer } from '../support/disposer.js';

/** Starts processes again whenever they have died, as a supervisor does. @returns how often it had to, and what ends it */
export function supervise(disposer: Disposer, processes: readonly Process[]): { deaths(): number; end(): Promise<void> } {
  let deaths = 0;
  let goesOn = true;
  const watchOver = async (process: Process) => {
    while (goesOn) {
      if (!isAlive(process.pid)) {
        deaths += 1;
        await process.start();
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  const watching = Promise.all(processes.map(watchOver));
  watching.catch(() => undefined); // told by `end`
  const end = async () => {
    goesOn = false;
    await watching;
  };
  disposer.add(end);
  return { deaths: () => deaths, end };
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
