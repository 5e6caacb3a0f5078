import { buildSchema, graphql, GraphQLError } from 'graphql';
import { describe, expect, it } from 'vitest';
import type { Log } from '../domain/log.js';
import { AisleError } from './aisle-error.js';
import { createErrorFormatter } from './error.formatter.js';

const lines: { level: string; fields: Record<string, unknown> }[] = [];
const at = (level: string) => (fields: object) => void lines.push({ level, fields: fields as Record<string, unknown> });
const log: Log = { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error'), child: () => log };
const format = createErrorFormatter({ log, hideSuggestions: true });

const schema = buildSchema(
  'enum Colour { RED } input In { seats: [Int!] } type Query { ask(colour: Colour, count: Int, in: [In!]): Int! answer: Int }',
);
const run = async (source: string, rootValue: object = {}, variableValues = {}) => {
  const { errors } = await graphql({ schema, source, rootValue, variableValues });
  return errors!.map((error) => format(error).toJSON());
};
const thrown = (error: unknown) => ({ answer: () => Promise.reject(error) });

describe('what a client learns of an error', () => {
  it('is everything of ours but the cause', async () => {
    const error = new AisleError('BAD_USER_INPUT', 'Not like this.', {
      problems: [{ path: 'a', message: 'b' }],
      cause: new Error('hunter2'),
    });
    const [told] = await run('{ answer }', thrown(error));
    expect(told).toMatchObject({
      message: 'Not like this.',
      path: ['answer'],
      extensions: { code: 'BAD_USER_INPUT', problems: [{ path: 'a', message: 'b' }] },
    });
    expect(JSON.stringify(told)).not.toContain('hunter2');
    expect(lines.at(-1)).toMatchObject({
      level: 'debug',
      fields: { code: 'BAD_USER_INPUT', err: expect.objectContaining({ message: 'hunter2' }) },
    });
  });

  it.each([new Error('hunter2'), new TypeError('hunter2'), 'hunter2', new GraphQLError('hunter2'), new AisleError('INTERNAL', 'hunter2')])(
    'is nothing of %s but an id that is in the log',
    async (error) => {
      const [told] = await run('{ answer }', thrown(error));
      expect(told!.extensions!['code']).toBe('INTERNAL');
      expect(JSON.stringify(told)).not.toContain('hunter2');
      expect(lines.at(-1)).toMatchObject({ level: 'error', fields: { logId: told!.extensions!['logId'] } });
    },
  );

  it('stands in the log beside the request in which it came up', () => {
    format(new Error('hunter2'), 'r-1');
    expect(lines.at(-1)).toMatchObject({ level: 'error', fields: { requestId: 'r-1' } });
    format(new AisleError('RATE_LIMITED'), 'r-2');
    expect(lines.at(-1)).toMatchObject({ fields: { requestId: 'r-2', code: 'RATE_LIMITED' } });
  });

  it('is what was wrong with the request', async () => {
    for (const source of ['{', '{ nothing }', '{ ask(colour: GREEN) }', 'query($c: Int!) { ask(count: $c) }']) {
      const [told] = await run(source);
      expect(told!.extensions!['code'], source).toBe('BAD_USER_INPUT');
    }
    const [wrong] = await run('query($c: Int) { ask(count: $c) }', {}, { c: 'x' });
    expect(wrong!.extensions).toMatchObject({ code: 'BAD_USER_INPUT', problems: [{ path: 'c' }] });
    const [deep] = await run('query($in: [In!]) { ask(in: $in) }', {}, { in: [{ seats: [1, 'x; "y" at z'] }] });
    expect(deep!.extensions).toMatchObject({ code: 'BAD_USER_INPUT', problems: [{ path: 'in[0].seats[1]' }] });
  });

  it('is always when to come back, and always what is wrong, where the code promises it', async () => {
    for (const code of ['RATE_LIMITED', 'OVERLOADED', 'DEPENDENCY_UNAVAILABLE'] as const) {
      expect((await run('{ answer }', thrown(new AisleError(code))))[0]!.extensions).toEqual({ code, retryAfterMs: expect.any(Number) });
    }
    const [told] = await run('{ answer }', thrown(new AisleError('BAD_USER_INPUT', 'Not like this.')));
    expect(told!.extensions).toEqual({ code: 'BAD_USER_INPUT', problems: [{ path: '', message: 'Not like this.' }] });
    const [literal] = await run('{ ask(count: "x") }');
    expect(literal!.extensions).toMatchObject({ code: 'BAD_USER_INPUT', problems: [{ message: expect.stringContaining('"x"') }] });
  });

  it('is short, however long the wrong value was and however often it is wrong', async () => {
    const wrong = Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`x${at}`, 'y'.repeat(1000)]));
    const told = await run('query($in: [In!]) { ask(in: $in) }', {}, { in: [wrong] });
    expect(told.length).toBeGreaterThan(10);
    expect(JSON.stringify(told).length).toBeLessThan(told.length * 1500);
    expect(told[0]!.extensions).toMatchObject({ code: 'BAD_USER_INPUT', problems: [{ path: 'in[0]' }] });
  });

  it('is no name that it did not know', async () => {
    expect((await run('{ answr }'))[0]!.message).toBe('Cannot query field "answr" on type "Query".');
  });
});
