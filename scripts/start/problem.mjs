/**
 * A failure that the person at the terminal can cure. Its message is one line that says what is wrong and what to do;
 * the entry scripts print it without a stack and end with code 1.
 */
export class Problem extends Error {
  /** @param {string} message @param {{ cause?: unknown }} [options] */
  constructor(message, options) {
    super(message, options);
    this.name = 'Problem';
  }
}

/** The first line of whatever was thrown. @param {unknown} error @returns {string} */
export function reasonOf(error) {
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  const text = error instanceof Error ? error.message || String(/** @type {any} */ (error).code ?? error.name) : String(error);
  return (text.trim().split('\n')[0] ?? '').trim();
}
