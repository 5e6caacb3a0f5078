/** One line made wrong, and the test that must notice. */
export interface PlantedBug {
  name: string;
  /** From the root of the project. */
  file: string;
  /** Text that is in the file exactly once. */
  from: string;
  to: string;
  /** File of the test, and a part of the name of the one that must fail. */
  test: { file: string; name: string };
  /** Why clients of a recording cannot tell; only for faults of which they cannot. */
  unseen?: string;
}
