import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { inRoot } from '../../scripts/start/paths.mjs';
import { INVENTORY_BUGS } from './inventory.bugs.js';
import { LEDGER_BUGS } from './ledger.bugs.js';

const bugs = [...INVENTORY_BUGS, ...LEDGER_BUGS];

it.each(bugs)('$name: there is one place for it, and a test that must notice', ({ file, from, to, test }) => {
  expect(readFileSync(inRoot(file), 'utf8').split(from)).toHaveLength(2);
  expect(to).not.toBe(from);
  expect(readFileSync(inRoot(test.file), 'utf8')).toContain(test.name.split(' is refused')[0]);
});

it('no two of them are the same', () => {
  expect(new Set(bugs.map(({ name }) => name)).size).toBe(bugs.length);
});

it('docs/PROOF.md says of every fault that clients cannot see why, and which test does', () => {
  const proof = readFileSync(inRoot('docs/PROOF.md'), 'utf8');
  const unseen = bugs.filter((bug) => bug.unseen !== undefined);
  expect(unseen.filter(({ name, unseen: why, test }) => !proof.includes(`| ${name} | ${why} | \`${test.file}\`: ${test.name} |`))).toEqual(
    [],
  );
  expect(proof).toContain(`**${bugs.length - unseen.length} of ${bugs.length} are seen**`);
});
