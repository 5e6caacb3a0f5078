import { getOperationAST, Kind, type DocumentNode, type GraphQLSchema, type OperationDefinitionNode, type SelectionSetNode } from 'graphql';
import { isStaff, type Viewer } from '../domain/viewer.js';
import { AisleError } from '../errors/aisle-error.js';
import { costOf, type Cost } from './query.cost.js';
import { QUERY_LIMITS } from './query.limits.js';

interface Facts {
  rootFields: number;
  introspects: boolean;
  /** Null when it depends on variables. */
  cost: Cost | null;
}

/**
 * Judges an operation for the one who sends it. It runs for every request, also for documents that were validated before: an
 * introspection that staff sent must not open the door for the next one with the same text.
 */
export class DocumentGuard {
  readonly #schema: GraphQLSchema;
  readonly #openIntrospection: boolean;
  readonly #facts = new WeakMap<OperationDefinitionNode, Facts>();

  /** `openIntrospection`: everybody may look at the schema; else staff only. */
  constructor(parts: { schema: GraphQLSchema; openIntrospection: boolean }) {
    this.#schema = parts.schema;
    this.#openIntrospection = parts.openIntrospection;
  }

  /** @throws AisleError BAD_USER_INPUT for too much at once, FORBIDDEN for introspection by others than staff. */
  check(request: {
    document: DocumentNode;
    operationName?: string | null | undefined;
    variables?: Record<string, unknown> | null | undefined;
    viewer: Viewer | null;
  }): void {
    const operation = getOperationAST(request.document, request.operationName);
    if (!operation) return;
    const facts = this.#factsOf(request.document, operation);
    if (facts.introspects && !this.#openIntrospection && !isStaff(request.viewer)) {
      throw new AisleError('FORBIDDEN', 'Introspection is for staff.');
    }
    if (facts.rootFields > QUERY_LIMITS.rootFields) {
      throw new AisleError(
        'BAD_USER_INPUT',
        `One operation may have ${QUERY_LIMITS.rootFields} root fields; this one has ${facts.rootFields}.`,
      );
    }
    const cost = facts.cost ?? costOf(this.#schema, request.document, operation, request.variables ?? {});
    if (cost.objects > QUERY_LIMITS.cost) {
      throw new AisleError(
        'BAD_USER_INPUT',
        `The answer could have ${cost.objects} objects; ${QUERY_LIMITS.cost} are allowed. Ask for smaller pages.`,
      );
    }
  }

  #factsOf(document: DocumentNode, operation: OperationDefinitionNode): Facts {
    const known = this.#facts.get(operation);
    if (known !== undefined) return known;
    const names = rootFieldNames(document, operation);
    const cost = costOf(this.#schema, document, operation, {});
    const facts = {
      rootFields: names.length,
      introspects: names.some((name) => name === '__schema' || name === '__type'),
      cost: cost.usesVariables ? null : cost,
    };
    this.#facts.set(operation, facts);
    return facts;
  }
}

/** @returns the name of every root field, as often as it is asked for. */
function rootFieldNames(document: DocumentNode, operation: OperationDefinitionNode): string[] {
  const names: string[] = [];
  const seen = new Set<string>();
  const visit = (set: SelectionSetNode): void => {
    for (const node of set.selections) {
      if (node.kind === Kind.FIELD) names.push(node.name.value);
      else if (node.kind === Kind.INLINE_FRAGMENT) visit(node.selectionSet);
      else if (!seen.has(node.name.value)) {
        seen.add(node.name.value);
        const fragment = document.definitions.find((one) => one.kind === Kind.FRAGMENT_DEFINITION && one.name.value === node.name.value);
        if (fragment !== undefined) visit((fragment as { selectionSet: SelectionSetNode }).selectionSet);
      }
    }
  };
  visit(operation.selectionSet);
  return names;
}
