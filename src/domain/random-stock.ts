import { randomFillSync } from 'node:crypto';

/** Random bytes in stock: the kernel is asked for 4 KiB at once, because asking costs more than the bytes. */
const stock = Buffer.alloc(4096);
let used = stock.length;

/**
 * Takes random bytes that nobody else gets.
 * @param count how many, at most 64
 * @param read makes something of `count` bytes of the stock, from `at` on; they are wiped as soon as it returns
 */
export function drawRandom<Made>(count: number, read: (bytes: Buffer, at: number) => Made): Made {
  if (used + count > stock.length) {
    randomFillSync(stock);
    used = 0;
  }
  const at = used;
  used += count;
  const made = read(stock, at);
  stock.fill(0, at, at + count);
  return made;
}
