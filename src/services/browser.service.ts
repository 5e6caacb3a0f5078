import { newId } from '../domain/id.js';
import { isPushEndpoint } from '../domain/push-endpoint.js';
import type { Viewer } from '../domain/viewer.js';
import { AisleError } from '../errors/aisle-error.js';
import type { BrowserPort } from '../stores/browser.port.js';
import { ProblemList } from './problem-list.js';

/** A browser as its page names it (PushSubscription of the Push API). */
export interface BrowserInput {
  endpoint: string;
  p256dh: string;
  auth: string;
}

export interface BrowserServicePorts {
  browsers: Pick<BrowserPort, 'save' | 'remove'>;
  /** By which browsers know us, base64url; null: the house sends nothing to browsers. */
  pushKey: string | null;
}

/** More than one person uses; the oldest go. */
const MOST_BROWSERS = 10;
/** Of an uncompressed point of P-256, and of the shared secret (RFC 8291). */
const KEY_BYTES = 65;
const SECRET_BYTES = 16;
const LONGEST_ENDPOINT = 2048;

/** The browsers that people let us send messages to. */
export class BrowserService {
  readonly #ports: BrowserServicePorts;

  constructor(ports: BrowserServicePorts) {
    this.#ports = ports;
  }

  get pushKey(): string | null {
    return this.#ports.pushKey;
  }

  /** Keeps a browser for the viewer, who keeps the ten newest. Safe to repeat. @throws BAD_USER_INPUT. */
  async save(viewer: Viewer, input: BrowserInput): Promise<true> {
    if (this.#ports.pushKey === null) throw new AisleError('BAD_USER_INPUT', 'Nothing is sent to browsers here.');
    const problems = new ProblemList();
    problems.check(isPushEndpoint(input.endpoint), 'input.endpoint', 'must be the https address of a push service');
    problems.check(bytesOf(input.p256dh) === KEY_BYTES, 'input.p256dh', `must be ${KEY_BYTES} bytes in base64url`);
    problems.check(bytesOf(input.auth) === SECRET_BYTES, 'input.auth', `must be ${SECRET_BYTES} bytes in base64url`);
    problems.throwIfAny();
    const { endpoint, p256dh, auth } = input;
    await this.#ports.browsers.save({ id: newId(), personId: viewer.personId, endpoint, p256dh, auth }, MOST_BROWSERS);
    return true;
  }

  /** @returns whether the viewer had this browser. Safe to repeat. */
  async remove(viewer: Viewer, endpoint: string): Promise<boolean> {
    const isKnowable = endpoint.length <= LONGEST_ENDPOINT && isPushEndpoint(endpoint);
    return isKnowable && this.#ports.browsers.remove(viewer.personId, endpoint);
  }
}

function bytesOf(text: string): number {
  return /^[A-Za-z0-9_-]+={0,2}$/.test(text) ? Buffer.from(text, 'base64url').length : 0;
}
