import { readFileSync } from 'node:fs';
import { parse } from 'graphql';

/** One operation of a guide, as it is written there. */
export interface GuideOperation {
  query: string;
  variables: Record<string, unknown>;
}

/**
 * Reads the operations of a guide in docs/: each `graphql` block, with the `json` block behind it as its variables.
 * @returns them by the name of the operation, in their order
 */
export function readGuide(file: string): Map<string, GuideOperation> {
  const text = readFileSync(new URL(`../../docs/${file}`, import.meta.url), 'utf8');
  const blocks = text.matchAll(/```graphql\n([\s\S]*?)```(?:\s*```json\n([\s\S]*?)```)?/g);
  return new Map(
    [...blocks].map(([, query = '', variables = '{}']) => {
      const operation = parse(query).definitions.find((definition) => definition.kind === 'OperationDefinition');
      return [operation?.name?.value ?? '', { query, variables: JSON.parse(variables) as Record<string, unknown> }];
    }),
  );
}

/** Puts what is known in the place of words in CAPITALS: a text that is such a word becomes its value. */
export function fillIn(value: unknown, known: Readonly<Record<string, unknown>>): unknown {
  if (typeof value === 'string') return Object.hasOwn(known, value) ? known[value] : value;
  if (Array.isArray(value)) return value.map((part) => fillIn(part, known));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, fillIn(part, known)]));
}
