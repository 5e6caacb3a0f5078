/**
 * Maps what an iterator yields, and hands `return` through at once: an async generator would make a closing socket wait for the next
 * frame.
 */
export function mapIterator<From, To>(source: AsyncIterator<From>, map: (value: From) => To): AsyncIterableIterator<To> {
  const mapped = (result: IteratorResult<From>): IteratorResult<To> =>
    result.done ? { done: true, value: undefined } : { done: false, value: map(result.value) };
  return {
    next: async () => mapped(await source.next()),
    return: async () => {
      await source.return?.();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
