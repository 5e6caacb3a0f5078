type Member<Outcome> = Outcome extends { kind: infer Kind } ? Outcome & { __typename: Kind } : never;

/** @returns a service's outcome as a member of a result union: its `kind` is the name of the GraphQL type. */
export function asMember<Outcome extends { kind: string }>(outcome: Outcome): Member<Outcome> {
  return { ...outcome, __typename: outcome.kind } as unknown as Member<Outcome>;
}
