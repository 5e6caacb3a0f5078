import { createSourceEventStream, execute, type ExecutionArgs, type ExecutionResult } from 'graphql';

type Events = AsyncIterator<unknown> & Partial<AsyncIterable<unknown>>;

function isStream(value: unknown): value is AsyncIterable<unknown> {
  return typeof (value as AsyncIterable<unknown> | null)?.[Symbol.asyncIterator] === 'function';
}

/**
 * Subscribes like graphql-js, with one difference: each event is executed with a context of its own, so that what loaders
 * remember never outlives the event.
 *
 * The stream is written by hand because a native generator parked on a promise does not end before that promise settles:
 * a subscriber who leaves would keep its source for ever.
 */
export async function subscribeFresh(
  args: ExecutionArgs,
  freshContext: () => unknown,
): Promise<AsyncIterableIterator<ExecutionResult> | ExecutionResult> {
  const source = await createSourceEventStream(args);
  if (!isStream(source)) return source;
  const events: Events = source[Symbol.asyncIterator]();
  const run = async (step: IteratorResult<unknown>): Promise<IteratorResult<ExecutionResult>> => {
    if (step.done === true) return { value: undefined, done: true };
    const value = await execute({ ...args, rootValue: step.value, contextValue: freshContext() });
    return { value, done: false };
  };
  const stream: AsyncIterableIterator<ExecutionResult> = {
    next: async () => run(await events.next()),
    return: async () => {
      await events.return?.();
      return { value: undefined, done: true };
    },
    throw: async (error) => {
      if (events.throw === undefined) throw error;
      return run(await events.throw(error));
    },
    [Symbol.asyncIterator]: () => stream,
  };
  return stream;
}
