/** Log levels from the one that people want to see without asking. */
const shown = new Set(['warn', 'error', 'fatal']);

/**
 * One line of a process's log, for people.
 * @param {string} line as the process wrote it: a JSON object with `level` and `message`, or plain text such as a stack
 * @param {{ verbose?: boolean }} [options] verbose: also what is only worth a line in the file
 * @returns {string | null} null when it is not worth showing
 */
export function humanLine(line, { verbose = false } = {}) {
  const entry = parse(line);
  if (entry === null) return line.trim() === '' ? null : line;
  if (!verbose && !shown.has(entry.level)) return null;
  const reason = entry.err?.message && entry.err.message !== entry.message ? ` (${entry.err.message})` : '';
  return `${String(entry.level ?? 'log')
    .toUpperCase()
    .padEnd(5)} ${entry.message ?? line}${reason}`;
}

/** @param {string} line @returns {boolean} whether the process says that it does its work now: "worker ready" */
export function saysReady(line) {
  return /^\w+ ready$/.test(String(parse(line)?.message ?? ''));
}

/** @param {string} line @returns {Record<string, any> | null} */
function parse(line) {
  if (!line.startsWith('{')) return null;
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
