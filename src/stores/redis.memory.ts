import { mastersOf, type RedisClient } from '../lua/seat.link.js';

/**
 * @returns which share of its memory Redis uses, 0 to 1 and above; of a cluster, the fullest master's. Without `maxmemory` the memory of
 * the whole machine counts. Rejects while Redis is away.
 */
export async function readMemoryShare(client: RedisClient): Promise<number> {
  const infos = await Promise.all(mastersOf(client).map((master) => master.info('memory')));
  return Math.max(0, ...infos.map(shareOf));
}

function shareOf(info: string): number {
  const read = (name: string) => Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(info)?.[1] ?? 0);
  const limit = read('maxmemory') || read('total_system_memory');
  return limit === 0 ? 0 : read('used_memory') / limit;
}
