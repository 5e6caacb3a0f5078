/** Address of the built push.offer.ts, put in by scripts/build-web.mjs. */
declare const PUSH_OFFER: string;
