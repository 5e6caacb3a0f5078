import { randomBytes } from 'node:crypto';
import { inData } from './paths.mjs';
import { readJson, writeJson } from './files.mjs';
import { newPushKeys } from './push-keys.mjs';

/**
 * What the start-up remembers between two starts.
 * @typedef {{ postgresPassword: string, webhookSecret: string, pushKeys: import('./push-keys.mjs').PushKeys }} Secrets
 * @typedef {{ postgres?: number, redis?: number, mailbox?: number }} Ports
 */

/** Made once and kept, readable for this user only. @returns {Secrets} */
export function secrets() {
  const file = inData('secrets.json');
  const known = /** @type {Partial<Secrets> | null} */ (readJson(file)) ?? {};
  const random = () => randomBytes(24).toString('base64url');
  const complete = {
    postgresPassword: known.postgresPassword ?? random(),
    webhookSecret: known.webhookSecret ?? random(),
    // Browsers are registered for one key: with another, all that were registered before are lost.
    pushKeys: known.pushKeys ?? newPushKeys(),
  };
  if (Object.keys(complete).some((name) => !(name in known))) writeJson(file, complete);
  return complete;
}

/** @returns {Ports} */
export const rememberedPorts = () => readJson(inData('ports.json')) ?? {};

/** @param {Ports} ports */
export function rememberPorts(ports) {
  writeJson(inData('ports.json'), { ...rememberedPorts(), ...ports });
}
