import type { ClientRequest } from 'node:http';
import type { Desk } from './desk.js';
import { graphql } from './http.client.js';
import type { Answer, SaleAtHand, Wish } from './till.js';

const REFUSED = '__typename ... on SeatsUnavailable { taken } ... on PlacesUnavailable { tierId available }';
const EVENT = '$id: ID!';
const BLOCK_SEATS = `mutation B(${EVENT}, $seats: [Int!]!) { r: blockSeats(eventId: $id, seats: $seats, reason: "Sight lines") { ${REFUSED} } }`;
const UNBLOCK_SEATS = `mutation U(${EVENT}, $seats: [Int!]!) { r: unblockSeats(eventId: $id, seats: $seats) { ${REFUSED} } }`;
const PLACES = `${EVENT}, $tier: ID!, $quantity: Int!`;
const BLOCK_PLACES = `mutation P(${PLACES}) { r: blockPlaces(eventId: $id, tierId: $tier, quantity: $quantity, reason: "Camera") { ${REFUSED} } }`;
const UNBLOCK_PLACES = `mutation Q(${PLACES}) { r: unblockPlaces(eventId: $id, tierId: $tier, quantity: $quantity) { ${REFUSED} } }`;

/** Staff of the box office, over HTTP: seats or places, not both at once. */
export class HttpDesk implements Desk {
  readonly hasKeys = false;
  readonly name: string;
  readonly #url: string;
  readonly #token: string;
  readonly #sale: SaleAtHand;
  #current: ClientRequest | null = null;

  constructor(parts: { url: string; token: string; name: string; sale: SaleAtHand }) {
    this.name = parts.name;
    this.#url = parts.url;
    this.#token = parts.token;
    this.#sale = parts.sale;
  }

  async block(units: Wish): Promise<Answer> {
    const reply = await (units.seats.length > 0 ? this.#ofSeats(BLOCK_SEATS, units) : this.#ofPlaces(BLOCK_PLACES, units));
    switch (reply.__typename) {
      case 'Event':
        return { out: { word: 'BLOCKED' } };
      case 'SeatsUnavailable':
        return { out: { word: 'UNAVAILABLE', taken: reply.taken as number[] } };
      case 'PlacesUnavailable':
        return { out: { word: 'SHORT', short: [units.places[0]![0], Number(reply.available)] } };
      default:
        throw new Error(`not an answer: ${JSON.stringify(reply)}`);
    }
  }

  /** Of places as many as are blocked, at most; how many those were is not said. */
  async unblock(units: Wish): Promise<Answer> {
    const reply = await (units.seats.length > 0 ? this.#ofSeats(UNBLOCK_SEATS, units) : this.#ofPlaces(UNBLOCK_PLACES, units));
    if (reply.__typename !== 'Event') throw new Error(`not an answer: ${JSON.stringify(reply)}`);
    return { out: units.places.length > 0 ? { word: 'UNBLOCKED', atMost: true } : { word: 'UNBLOCKED' } };
  }

  isSurprise(error: unknown): boolean {
    return (error as Error).message === 'INTERNAL';
  }

  giveUp(): void {
    this.#current?.destroy();
  }

  #ofSeats(mutation: string, { seats }: Wish): Promise<Record<string, unknown>> {
    return this.#ask(mutation, { seats });
  }

  #ofPlaces(mutation: string, { places }: Wish): Promise<Record<string, unknown>> {
    const [tier, quantity] = places[0]!;
    return this.#ask(mutation, { tier: (this.#sale.detail['tierIds'] as string[])[tier]!, quantity });
  }

  #ask(mutation: string, variables: object): Promise<Record<string, unknown>> {
    return graphql(`${this.#url}/graphql`, this.#token, mutation, { id: this.#sale.terms.event, ...variables }, (sent) => {
      this.#current = sent;
    });
  }
}
