/**
 * Work that has to wait through no fault of its own: what it needs outside is known to be away. A job that throws it goes back
 * to its queue for `afterMs` and has lost no try.
 */
export class Postponed extends Error {
  override readonly name = 'Postponed';
  /** Milliseconds. */
  readonly afterMs: number;

  constructor(message: string, afterMs: number) {
    super(message);
    this.afterMs = afterMs;
  }
}
