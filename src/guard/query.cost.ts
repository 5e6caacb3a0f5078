import {
  getNamedType,
  getNullableType,
  isCompositeType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  type ConstValueNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';

type Variables = Record<string, unknown>;

/**
 * Entries that count for lists without a page size which may be long. A hall may have 100,000 seats: two of them fit into an
 * answer, and a page of halls does not, because one reader could otherwise keep a process busy for seconds with one document.
 */
const LONG_LISTS: Record<string, number> = { 'Row.seats': 400, 'Event.seats': 50, 'Venue.charts': 10 };

/**
 * Counts the objects that an answer may have: 1 for each, and inside a list with a page size that many. Long lists count as
 * LONG_LISTS says, others as one entry, because what they hold is bounded by the data. Fragments are counted once and remembered, so that fragments of
 * fragments cost no time.
 */
class CostCounter {
  readonly #schema: GraphQLSchema;
  readonly #fragments: Map<string, FragmentDefinitionNode>;
  readonly #variables: Variables;
  readonly #defaults: Map<string, ConstValueNode | undefined>;
  readonly #known = new Map<string, number>();
  usesVariables = false;

  constructor(
    schema: GraphQLSchema,
    fragments: Map<string, FragmentDefinitionNode>,
    operation: OperationDefinitionNode,
    variables: Variables,
  ) {
    this.#schema = schema;
    this.#fragments = fragments;
    this.#defaults = new Map(operation.variableDefinitions?.map((one) => [one.variable.name.value, one.defaultValue]));
    this.#variables = variables;
  }

  /** `page`: entries that lists directly below have, when a connection said so. */
  countSet(set: SelectionSetNode, type: GraphQLCompositeType, page: number): number {
    let cost = 0;
    for (const node of set.selections) {
      if (node.kind === Kind.FIELD) cost += this.#countField(node, type, page);
      else if (node.kind === Kind.FRAGMENT_SPREAD) cost += this.#countFragment(node.name.value, page);
      else cost += this.countSet(node.selectionSet, this.#typeNamed(node.typeCondition?.name.value) ?? type, page);
    }
    return cost;
  }

  #countField(node: FieldNode, parent: GraphQLCompositeType, page: number): number {
    if (node.selectionSet === undefined || node.name.value.startsWith('__')) return 0;
    const field = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[node.name.value] : undefined;
    if (field === undefined) return 0;
    const type = getNamedType(field.type);
    if (!isCompositeType(type)) return 0;
    const entries = isListType(getNullableType(field.type)) ? (LONG_LISTS[`${parent.name}.${field.name}`] ?? page) : 1;
    return entries * (1 + this.countSet(node.selectionSet, type, this.#pageSize(node, field)));
  }

  #countFragment(name: string, page: number): number {
    const key = `${name} ${page}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    this.#known.set(key, 0);
    const fragment = this.#fragments.get(name);
    const type = this.#typeNamed(fragment?.typeCondition.name.value);
    const cost = fragment === undefined || type === undefined ? 0 : this.countSet(fragment.selectionSet, type, page);
    this.#known.set(key, cost);
    return cost;
  }

  #typeNamed(name: string | undefined): GraphQLCompositeType | undefined {
    const type = name === undefined ? undefined : this.#schema.getType(name);
    return isCompositeType(type) ? type : undefined;
  }

  #pageSize(node: FieldNode, field: GraphQLField<unknown, unknown>): number {
    const argument = field.args.find((candidate) => candidate.name === 'first');
    if (argument === undefined) return 1;
    const fallback = typeof argument.defaultValue === 'number' ? argument.defaultValue : 1;
    const value = node.arguments?.find((given) => given.name.value === 'first')?.value;
    if (value === undefined) return fallback;
    if (value.kind === Kind.INT) return Math.max(1, Number(value.value));
    if (value.kind !== Kind.VARIABLE) return fallback;
    this.usesVariables = true;
    const given = this.#variables[value.name.value];
    if (typeof given === 'number') return Math.max(1, given);
    const preset = given === undefined ? this.#defaults.get(value.name.value) : undefined;
    return preset?.kind === Kind.INT ? Math.max(1, Number(preset.value)) : fallback;
  }
}

export interface Cost {
  objects: number;
  /** Whether another set of variables may cost something else. */
  usesVariables: boolean;
}

/** @returns the cost of one operation of a valid document. */
export function costOf(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode, variables: Variables): Cost {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const node of document.definitions) if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node);
  const counter = new CostCounter(schema, fragments, operation, variables);
  const root = schema.getRootType(operation.operation);
  const objects = root ? counter.countSet(operation.selectionSet, root, 1) : 0;
  return { objects, usesVariables: counter.usesVariables };
}
