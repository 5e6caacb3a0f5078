import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { inRoot } from '../../scripts/start/paths.mjs';
import { ALL_BUGS, RECORDED_BUGS } from './all.bugs.js';
import { changesOf } from './planted.bug.js';

it.each(ALL_BUGS)('$name: there is one place for it, and a test that must notice', (bug) => {
  const { test } = bug;
  for (const { file, from, to } of changesOf(bug)) {
    expect(readFileSync(inRoot(file), 'utf8').split(from)).toHaveLength(2);
    expect(to).not.toBe(from);
  }
  expect(readFileSync(inRoot(test.file), 'utf8')).toContain(test.name.split(' is refused')[0]);
});

it('no two of them are the same', () => {
  expect(new Set(ALL_BUGS.map(({ name }) => name)).size).toBe(ALL_BUGS.length);
});

it('docs/PROOF.md says of every fault that clients cannot see why, and which test does', () => {
  const proof = readFileSync(inRoot('docs/PROOF.md'), 'utf8');
  const unseen = RECORDED_BUGS.filter((bug) => bug.unseen !== undefined);
  expect(unseen.filter(({ name, unseen: why, test }) => !proof.includes(`| ${name} | ${why} | \`${test.file}\`: ${test.name} |`))).toEqual(
    [],
  );
  expect(proof).toContain(`**${RECORDED_BUGS.length - unseen.length} of ${RECORDED_BUGS.length} are seen**`);
});
