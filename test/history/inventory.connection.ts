import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Redis } from 'ioredis';
import type { SeatScripts as SeatScriptsType } from '../../src/lua/seat.scripts.js';
import type { LineRules } from '../../src/domain/line.js';
import type { InventoryPort } from '../../src/stores/inventory.port.js';
import type { LinePort } from '../../src/stores/line.port.js';

export interface Connection {
  inventory: InventoryPort;
  /** The lines of its events, by these rules. */
  lines(rules: LineRules): LinePort;
  close(): void;
}

/**
 * The inventory of a build over a connection of its own, with the options of production.
 * @param dist the build: another one than ours when a fault was planted in it
 */
export async function connectInventory(url: string, dist: string): Promise<Connection> {
  const load = async <T>(file: string) => (await import(pathToFileURL(join(dist, 'src', file)).href)) as T;
  const { seatRedisOptions } = await load<typeof import('../../src/lua/seat-redis.options.js')>('lua/seat-redis.options.js');
  const { SeatScripts } = await load<typeof import('../../src/lua/seat.scripts.js')>('lua/seat.scripts.js');
  const { InventoryStore } = await load<typeof import('../../src/stores/inventory.store.js')>('stores/inventory.store.js');
  const { LineStore } = await load<typeof import('../../src/stores/line.store.js')>('stores/line.store.js');
  const redis = new Redis(url, seatRedisOptions);
  redis.on('error', () => {}); // expected behind a proxy that cuts; calls reject by themselves
  const scripts: SeatScriptsType = new SeatScripts({ redis });
  await scripts.load();
  return {
    inventory: new InventoryStore({ scripts }),
    lines: (rules) => new LineStore({ scripts, rules }),
    close: () => redis.disconnect(),
  };
}
