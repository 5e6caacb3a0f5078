import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the clone, whatever the current directory is. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Everything that the start-up writes for itself: data of the embedded services, unpacked programs, secrets, logs. */
export const dataDir = join(root, '.data');

/** @param {string[]} parts @returns {string} an absolute path inside the clone */
export const inRoot = (...parts) => join(root, ...parts);

/** @param {string[]} parts @returns {string} an absolute path inside `.data` */
export const inData = (...parts) => join(dataDir, ...parts);
