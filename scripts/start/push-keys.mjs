import { generateKeyPairSync } from 'node:crypto';

/** @typedef {{ publicKey: string, privateKey: string }} PushKeys */

/** A new pair on P-256 as push services want it (RFC 8292): the uncompressed point and the scalar, base64url. @returns {PushKeys} */
export function newPushKeys() {
  const { x, y, d } = /** @type {{ x: string, y: string, d: string }} */ (
    generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' })
  );
  const [left, right] = [Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')];
  return { publicKey: Buffer.concat([Buffer.of(4), left, right]).toString('base64url'), privateKey: d };
}
