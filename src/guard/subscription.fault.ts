import { GraphQLError, Kind, OperationTypeNode, type DocumentNode, type SelectionNode, type SelectionSetNode } from 'graphql';

function isConditional(node: SelectionNode): boolean {
  return node.directives?.some(({ name }) => name.value === 'skip' || name.value === 'include') ?? false;
}

function conditionalIn(document: DocumentNode, set: SelectionSetNode, seen: Set<string>): SelectionNode | null {
  for (const node of set.selections) {
    if (isConditional(node)) return node;
    let inner: SelectionSetNode | undefined;
    if (node.kind === Kind.INLINE_FRAGMENT) inner = node.selectionSet;
    else if (node.kind === Kind.FRAGMENT_SPREAD && !seen.has(node.name.value)) {
      seen.add(node.name.value);
      const named = document.definitions.find((one) => one.kind === Kind.FRAGMENT_DEFINITION && one.name.value === node.name.value);
      inner = (named as { selectionSet: SelectionSetNode } | undefined)?.selectionSet;
    }
    const found = inner === undefined ? null : conditionalIn(document, inner, seen);
    if (found !== null) return found;
  }
  return null;
}

/**
 * The field of a subscription is neither skipped nor included on condition (GraphQL, September 2025, section 5.2.4.1). Ask before
 * validation: graphql-js 16 throws over a condition with a variable there, and subscribes to nothing over one without.
 * @returns what is wrong with the first such subscription of the document, or null.
 */
export function subscriptionFault(document: DocumentNode): GraphQLError | null {
  for (const node of document.definitions) {
    if (node.kind !== Kind.OPERATION_DEFINITION || node.operation !== OperationTypeNode.SUBSCRIPTION) continue;
    const found = conditionalIn(document, node.selectionSet, new Set());
    if (found !== null) return new GraphQLError('The field of a subscription must not be conditional.', { nodes: found });
  }
  return null;
}
