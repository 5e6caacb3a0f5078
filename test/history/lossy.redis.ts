import { mkdtempSync, readdirSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findRedis } from '../../scripts/start/redis-binary.mjs';
import { startRedis } from '../../scripts/start/redis.mjs';
import { startWatchdog } from '../../scripts/start/watchdog.mjs';

type Running = Awaited<ReturnType<typeof startRedis>>;

/** A Redis of one's own, with an append-only file, that can lose what it has not quite written. */
export class LossyRedis {
  readonly #folder = mkdtempSync(join(tmpdir(), 'aisle-lossy-'));
  readonly #watchdog = startWatchdog();
  #server: Running | null = null;
  #port: number | undefined;

  static async start(): Promise<LossyRedis> {
    const redis = new LossyRedis();
    redis.#watchdog.watchFolder(redis.#folder);
    await redis.#start();
    redis.#port = redis.#server!.port;
    return redis;
  }

  get url(): string {
    return this.#server!.url;
  }

  /**
   * Ends the server at once, takes bytes off the end of its append-only file, and starts it on what is left: as after a power cut.
   * @returns how many bytes were lost
   */
  async loseTail(bytes: number): Promise<number> {
    process.kill(this.#server!.pid, 'SIGKILL');
    await this.#server!.exited;
    const folder = join(this.#folder, 'appendonlydir');
    const last = readdirSync(folder)
      .filter((name) => name.endsWith('.incr.aof'))
      .toSorted()
      .at(-1)!;
    const { size } = statSync(join(folder, last));
    truncateSync(join(folder, last), Math.max(0, size - bytes));
    await this.#start();
    return Math.min(size, bytes);
  }

  async stop(): Promise<void> {
    await this.#server!.stop();
    rmSync(this.#folder, { recursive: true, force: true });
    this.#watchdog.close();
  }

  async #start(): Promise<void> {
    const logFile = join(this.#folder, 'redis.log');
    this.#server = await startRedis({
      way: findRedis(),
      dataDir: this.#folder,
      logFile,
      durable: true,
      port: this.#port,
      watchdog: this.#watchdog,
    });
    if (this.#port !== undefined && this.#server.port !== this.#port) throw new Error(`port ${this.#port} was taken in the meantime`);
  }
}
