/** The use cases that entrances may call; `compose.ts` makes one of each. */
// biome-ignore lint: filled by declaration as services are written
export interface Services {}
