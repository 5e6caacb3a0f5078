import { linkSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dataDir, inData } from './paths.mjs';
import { readJson, writeJson } from './files.mjs';
import { Problem } from './problem.mjs';
import { endProcess, identify, isAlive } from './process.mjs';

/**
 * Who runs from this folder, so that a second start does not touch the data of the first, and so that the next start can
 * clear away what a killed one left.
 * @typedef {import('./process.mjs').ProcessIdentity} ProcessIdentity
 * @typedef {{ owner: ProcessIdentity, url?: string, children: ProcessIdentity[] }} Claim
 */

const claimFile = () => inData('run.json');

/**
 * Takes the folder for this process.
 * @returns {Promise<{ update: (change: Partial<Claim>) => void, release: () => void }>}
 * @throws {Problem} when another start runs
 */
export async function claimFolder() {
  const owner = /** @type {ProcessIdentity} */ (identify(process.pid));
  /** @type {Claim} */
  let claim = { owner, children: [] };
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  while (!tryToClaim(claim)) await clearStaleClaim();
  const update = (/** @type {Partial<Claim>} */ change) => {
    claim = { ...claim, ...change };
    writeJson(claimFile(), claim);
  };
  return { update, release: () => rmSync(claimFile(), { force: true }) };
}

/** Linking fails when the file exists: of two starts at the same moment one wins. @param {Claim} claim */
function tryToClaim(claim) {
  const own = `${claimFile()}.${process.pid}`;
  writeFileSync(own, JSON.stringify(claim), { mode: 0o600 });
  try {
    linkSync(own, claimFile());
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(own, { force: true });
  }
}

async function clearStaleClaim() {
  const claim = /** @type {Claim | null} */ (readJson(claimFile()));
  if (claim !== null && isAlive(claim.owner)) {
    const place = claim.url === undefined ? '' : `, ${claim.url}`;
    throw new Problem(
      `Aisle already runs from this folder (process ${claim.owner.pid}${place}): stop it there with Ctrl-C, or with "kill ${claim.owner.pid}"`,
    );
  }
  for (const child of claim?.children.toReversed() ?? []) await endProcess(child, { signal: 'SIGINT' });
  rmSync(claimFile(), { force: true });
}
