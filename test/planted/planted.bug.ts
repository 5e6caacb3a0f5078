/** One place that is made wrong. */
export interface PlantedChange {
  /** From the root of the project. */
  file: string;
  /** Text that is in the file exactly once. */
  from: string;
  to: string;
}

/** One line made wrong, and the test that must notice. */
export interface PlantedBug extends PlantedChange {
  name: string;
  /** What else must go with it: a constraint and the statement that names it. */
  also?: readonly PlantedChange[];
  /** File of the test, and a part of the name of the one that must fail. */
  test: { file: string; name: string };
  /** Why clients of a recording cannot tell; only for faults of which they cannot. */
  unseen?: string;
}

export function changesOf({ file, from, to, also = [] }: PlantedBug): PlantedChange[] {
  return [{ file, from, to }, ...also];
}
