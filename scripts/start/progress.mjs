/** Width of the step names, so that the seconds stand below each other. */
const nameWidth = 26;

/**
 * Runs one step and shows its name and how long it took. On a terminal the name appears while the step runs.
 * @template T
 * @param {string} name what happens, two or three words
 * @param {(note: (text: string) => void) => T | Promise<T>} work may leave a note: what was found or chosen
 * @returns {Promise<T>}
 */
export async function step(name, work) {
  const began = performance.now();
  const note = { text: '' };
  if (process.stdout.isTTY) process.stdout.write(`  … ${name}`);
  try {
    const result = await work((text) => (note.text = text));
    finish('✓', name, began, note.text);
    return result;
  } catch (error) {
    finish('✗', name, began, '');
    throw error;
  }
}

/** @param {string} mark @param {string} name @param {number} began @param {string} text */
function finish(mark, name, began, text) {
  const seconds = ((performance.now() - began) / 1000).toFixed(1).padStart(5);
  const clear = process.stdout.isTTY ? '\r\u001b[2K' : '';
  process.stdout.write(`${clear}  ${mark} ${name.padEnd(nameWidth)}${seconds} s${text === '' ? '' : `   ${text}`}\n`);
}
