import { afterAll, afterEach } from 'vitest';

/** Ways in which things of ours are closed, tried in this order. */
type Closable =
  | { [Symbol.asyncDispose](): PromiseLike<void> }
  | { stop(): unknown }
  | { close(): unknown }
  | { end(): unknown }
  | { quit(): unknown }
  | { disconnect(): unknown };

/** Closes what a test opened, newest first. */
export class Disposer {
  private readonly closers: (() => unknown)[] = [];

  /** Remembers a way to close something. */
  add(close: () => unknown): void {
    this.closers.push(close);
  }

  /** Remembers something that is closed by its own `stop`, `close`, `end`, `quit` or `disconnect`, and gives it back. */
  own<T extends Closable>(thing: T): T {
    this.add(() => closeThing(thing));
    return thing;
  }

  /**
   * Closes everything, also when closing something fails. Safe to repeat.
   * @throws AggregateError with whatever failed
   */
  async dispose(): Promise<void> {
    const failures: unknown[] = [];
    for (const close of this.closers.splice(0).toReversed()) {
      try {
        await close();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, `could not close: ${failures.map(String).join('; ')}`);
  }
}

function closeThing(thing: Closable): unknown {
  const methods = thing as unknown as Record<string | symbol, (() => unknown) | undefined>;
  for (const name of [Symbol.asyncDispose, 'stop', 'close', 'end', 'quit', 'disconnect']) {
    const method = methods[name];
    if (typeof method === 'function') return method.call(thing);
  }
  return undefined;
}

/**
 * A disposer that empties itself after each test, or, with `scope: 'file'`, after the last test of the file. Call it at
 * the top of a file or of a `describe`.
 */
export function useDisposer({ scope = 'test' }: { scope?: 'test' | 'file' } = {}): Disposer {
  const disposer = new Disposer();
  const after = scope === 'test' ? afterEach : afterAll;
  after(() => disposer.dispose(), 120_000);
  return disposer;
}
