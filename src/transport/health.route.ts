import type { Express } from 'express';

/** One thing that a process needs to be useful. `check` rejects when it is out of reach, with a sentence that says why. */
export interface ReadinessProbe {
  name: string;
  check(): Promise<unknown>;
}

const PROBE_MS = 1000;

async function fault(probe: ReadinessProbe): Promise<string | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${PROBE_MS} ms`)), PROBE_MS);
  });
  try {
    await Promise.race([probe.check(), late]);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    clearTimeout(timer);
  }
}

/** @returns what keeps the process from being useful, by name; empty when it is ready. */
export async function readFaults(draining: boolean, probes: ReadinessProbe[]): Promise<Record<string, string>> {
  if (draining) return { process: 'stopping' };
  const faults = await Promise.all(probes.map(async (probe) => [probe.name, await fault(probe)] as const));
  return Object.fromEntries(faults.filter((entry): entry is [string, string] => entry[1] !== null));
}

/** Reasons name addresses of the house: in production they are for the log, not for whoever asks. */
function withoutReasons(faults: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.keys(faults).map((name) => [name, 'no answer']));
}

/**
 * GET /livez: 200 while the process runs; a supervisor restarts it otherwise.
 * GET /readyz: 200 when it can serve; 503 with reasons while it stops or something it needs is away.
 */
export function healthRoute(parts: { isDraining(): boolean; probes: ReadinessProbe[]; tellReasons: boolean }): (app: Express) => void {
  return (app) => {
    app.get('/livez', (_request, response) => {
      response.set('cache-control', 'no-store').json({ status: 'live' });
    });
    app.get('/readyz', async (_request, response) => {
      const faults = await readFaults(parts.isDraining(), parts.probes);
      const ready = Object.keys(faults).length === 0;
      response
        .set('cache-control', 'no-store')
        .status(ready ? 200 : 503)
        .json(ready ? { status: 'ready' } : { status: 'unavailable', faults: parts.tellReasons ? faults : withoutReasons(faults) });
    });
  };
}
