/**
 * Does `work` for one item after the other, also when some fail: one that always fails must not keep those behind it from their turn.
 * Each failure is told to `onFailure`. When every item fails it is hardly their own fault: then the first error is thrown, so that
 * the caller waits before the next round.
 */
export async function workThrough<Item>(
  items: readonly Item[],
  work: (item: Item) => Promise<void>,
  onFailure: (error: unknown, item: Item) => void,
): Promise<void> {
  const failures: { error: unknown; item: Item }[] = [];
  for (const item of items) {
    try {
      await work(item);
    } catch (error) {
      failures.push({ error, item });
    }
  }
  const [first] = failures;
  if (first !== undefined && failures.length === items.length) throw first.error;
  for (const { error, item } of failures) onFailure(error, item);
}
