import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Redis } from 'ioredis';
import type { SeatScripts as SeatScriptsType } from '../../src/lua/seat.scripts.js';
import type { InventoryPort } from '../../src/stores/inventory.port.js';

/**
 * The inventory of a build over a connection of its own, with the options of production.
 * @param dist the build: another one than ours when a fault was planted in it
 */
export async function connectInventory(url: string, dist: string): Promise<{ inventory: InventoryPort; close(): void }> {
  const load = async <T>(file: string) => (await import(pathToFileURL(join(dist, 'src', file)).href)) as T;
  const { seatRedisOptions } = await load<typeof import('../../src/lua/seat-redis.options.js')>('lua/seat-redis.options.js');
  const { SeatScripts } = await load<typeof import('../../src/lua/seat.scripts.js')>('lua/seat.scripts.js');
  const { InventoryStore } = await load<typeof import('../../src/stores/inventory.store.js')>('stores/inventory.store.js');
  const redis = new Redis(url, seatRedisOptions);
  redis.on('error', () => {}); // expected behind a proxy that cuts; calls reject by themselves
  const scripts: SeatScriptsType = new SeatScripts({ redis });
  await scripts.load();
  return { inventory: new InventoryStore({ scripts }), close: () => redis.disconnect() };
}
