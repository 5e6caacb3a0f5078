import { createHmac, timingSafeEqual } from 'node:crypto';

export const TIMESTAMP_HEADER = 'x-sandbox-timestamp';
export const SIGNATURE_HEADER = 'x-sandbox-signature';

/** A signature is good for this long before and after its time, so that an old recording is worth nothing. */
const TOLERANCE_SECONDS = 300;
const SCHEME = 'v1=';

/** @returns the secrets of WEBHOOK_SECRET_SANDBOX: the first signs, all verify, so that they can be rotated without a gap. */
export function readSecrets(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
}

/** @returns the headers that prove a body: HMAC-SHA256 over the time of sending, a dot and the raw body. */
export function signWebhook(body: string, secret: string, nowMs: number): Record<string, string> {
  const timestamp = String(Math.floor(nowMs / 1000));
  return { [TIMESTAMP_HEADER]: timestamp, [SIGNATURE_HEADER]: SCHEME + digestOf(timestamp, Buffer.from(body), secret).toString('hex') };
}

/** @returns null when the signature is good, else what is wrong with it, for the log only. */
export function checkSignature(
  rawBody: Buffer,
  given: { timestamp: string | undefined; signature: string | undefined },
  secrets: readonly string[],
  nowMs: number,
): string | null {
  const { timestamp = '', signature = '' } = given;
  if (!/^\d{1,12}$/.test(timestamp)) return 'no readable timestamp';
  if (!/^v1=[0-9a-f]{64}$/.test(signature)) return 'no readable signature';
  const claimed = Buffer.from(signature.slice(SCHEME.length), 'hex');
  const matches = secrets.map((secret) => timingSafeEqual(claimed, digestOf(timestamp, rawBody, secret)));
  if (!matches.includes(true)) return 'wrong signature';
  return Math.abs(nowMs / 1000 - Number(timestamp)) > TOLERANCE_SECONDS ? 'timestamp out of tolerance' : null;
}

function digestOf(timestamp: string, rawBody: Buffer, secret: string): Buffer {
  return createHmac('sha256', secret).update(`${timestamp}.`).update(rawBody).digest();
}
