/** Names of pino's levels from the one that people want to see without asking. */
const levels = /** @type {Record<number, string>} */ ({ 10: 'trace', 20: 'debug', 30: 'info', 40: 'WARN', 50: 'ERROR', 60: 'FATAL' });

/** Lines from this level are shown on the screen; everything is in the log file. */
const shownFrom = 40;

/**
 * One line of a process's log, for people.
 * @param {string} line as the process wrote it: a JSON object of pino's, or plain text such as a stack
 * @param {{ verbose?: boolean }} [options] verbose: also what is only worth a line in the file
 * @returns {string | null} null when it is not worth showing
 */
export function humanLine(line, { verbose = false } = {}) {
  const entry = parse(line);
  if (entry === null) return line.trim() === '' ? null : line;
  const level = Number(entry.level);
  if (!verbose && !(level >= shownFrom)) return null;
  const reason = entry.err?.message && entry.err.message !== entry.msg ? ` (${entry.err.message})` : '';
  return `${(levels[level] ?? 'log').padEnd(5)} ${entry.msg ?? line}${reason}`;
}

/** @param {string} line @returns {boolean} whether the process says that it does its work now */
export function saysReady(line) {
  const said = String(parse(line)?.msg ?? line).trim();
  return /(^|\s)ready$/i.test(said);
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
