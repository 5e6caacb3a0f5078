import { commands, applies, runCheck } from './check/commands.mjs';
import { rules } from './check/rules.mjs';
import { asLine } from './check/tree.mjs';
import { inRoot, root } from './start/paths.mjs';
import { step } from './start/progress.mjs';

/**
 * `npm run check`: types, lint, format and the rules of the house. Shows every complaint, then ends with code 1.
 * @returns {Promise<{ passed: number, failed: number }>}
 */
export async function checkAll() {
  const all = [
    ...rules.map(({ name, check }) => ({ name, complain: () => check(root).map(asLine).join('\n') || null })),
    ...commands.filter(applies).map((command) => ({ name: command.name, complain: () => runCheck(command) })),
  ];
  let failed = 0;
  for (const { name, complain } of all) {
    const complaint = await checkOne(name, complain);
    if (complaint === null) continue;
    failed += 1;
    console.log(complaint.replace(/^/gm, '      '));
  }
  return { passed: all.length - failed, failed };
}

/** @param {string} name @param {() => string | null} complain @returns {Promise<string | null>} */
async function checkOne(name, complain) {
  /** @type {string | null} */
  let complaint = null;
  try {
    await step(name, () => {
      complaint = complain();
      if (complaint !== null) throw new Error(name);
    });
  } catch (error) {
    complaint ??= String(/** @type {Error} */ (error).stack);
  }
  return complaint;
}

if (process.argv[1] === inRoot('scripts', 'check.mjs')) {
  const { passed, failed } = await checkAll();
  console.log(`${passed} checks passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}
