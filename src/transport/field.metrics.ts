import type { GraphQLField, GraphQLSchema } from 'graphql';
import type { FieldOutcome } from './metrics.js';

type Observe = (field: string, outcome: FieldOutcome, seconds: number) => void;

/** Refusals carry the name of their type as `kind`; successes do not, or name a type that is no Failure. */
function outcomeOf(answer: unknown, failures: ReadonlySet<string>): FieldOutcome {
  const { __typename, kind } = (answer ?? {}) as { __typename?: string; kind?: string };
  return failures.has(__typename ?? kind ?? '') ? 'refused' : 'ok';
}

/** Times every root field of queries and mutations, in place. The labels are fields of the schema: a client cannot add any. */
export function measureFields(schema: GraphQLSchema, observe: Observe): void {
  const failure = schema.getType('Failure');
  const failures = new Set(failure && 'getInterfaces' in failure ? schema.getPossibleTypes(failure as never).map((type) => type.name) : []);
  for (const root of [schema.getQueryType(), schema.getMutationType()]) {
    for (const field of Object.values(root?.getFields() ?? {})) measure(field, `${root!.name}.${field.name}`, failures, observe);
  }
}

function measure(field: GraphQLField<unknown, unknown>, name: string, failures: ReadonlySet<string>, observe: Observe): void {
  const { resolve } = field;
  if (resolve === undefined) return;
  field.resolve = async (source, args, context, info) => {
    const startMs = performance.now();
    let outcome: FieldOutcome = 'error';
    try {
      const answer: unknown = await resolve(source, args, context, info);
      outcome = outcomeOf(answer, failures);
      return answer;
    } finally {
      observe(name, outcome, (performance.now() - startMs) / 1000);
    }
  };
}
