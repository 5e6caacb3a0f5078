const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

function parse(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null;
}

/**
 * Who may talk to the api from a browser. Our own origin may use the cookie; the origins on the list may read answers and
 * open sockets with a token; others may not. A request without Origin comes from no browser page, and needs no leave.
 */
export class OriginPolicy {
  readonly #listed: Set<string>;
  readonly #development: boolean;
  #own = new Set<string>();

  /** `development`: every port of this machine counts as listed. */
  constructor(parts: { origins: string[]; development: boolean }) {
    this.#listed = new Set(parts.origins.map((origin) => parse(origin)?.origin ?? origin));
    this.#development = parts.development;
  }

  /** Says under which address people reach us; in development its other loopback names are ours as well. */
  setOwn(publicUrl: string): void {
    const own = new URL(publicUrl);
    this.#own = new Set([own.origin]);
    if (!this.#development || !LOOPBACK.has(own.hostname)) return;
    for (const name of LOOPBACK) this.#own.add(`${own.protocol}//${name}${own.port === '' ? '' : `:${own.port}`}`);
  }

  isOwn(origin: string | undefined): boolean {
    return origin !== undefined && this.#own.has(origin);
  }

  isAllowed(origin: string): boolean {
    if (this.#own.has(origin) || this.#listed.has(origin)) return true;
    const url = this.#development ? parse(origin) : null;
    return url !== null && url.origin === origin && LOOPBACK.has(url.hostname);
  }
}
