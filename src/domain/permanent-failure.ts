/**
 * Work that no further try can bring to an end: a payload that cannot be read, a provider that said no for good.
 * A job that throws it becomes a dead letter at once. Every other error means: try again.
 */
export class PermanentFailure extends Error {
  override readonly name = 'PermanentFailure';
}
