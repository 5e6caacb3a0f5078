import { signal } from '@preact/signals';
import { JOIN_LINE, LEAVE_LINE, MY_PLACE, PLACE_CHANGED } from '../api/documents.js';
import { send } from '../api/graphql.js';
import { follow } from '../api/socket.js';
import type { PlaceInLine } from '../api/types.js';
import { me, withSession } from '../session/session.js';
import { lineNews } from '../text/line.js';
import { announce } from '../ui/announcer.js';

const LOOK_AGAIN_MS = 2_000;
const LOST: PlaceInLine = { state: 'EXPIRED', position: null, etaSeconds: null, admission: null, admittedUntil: null };

interface PlaceData {
  place: PlaceInLine | null;
}

/**
 * One's own place in the line of one event, followed for as long as it lives. Nothing is given up when the page goes away: a reload
 * looks the same as a close, and the server ends a place that nobody looks at by itself.
 */
export class LineStore {
  /** `undefined`: not known yet; null: none. */
  readonly place = signal<PlaceInLine | null | undefined>(undefined);
  readonly #eventId: string;
  readonly #heard: () => boolean;
  #unfollow: (() => void) | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #over = false;

  /** @param heard whether news of the line matter: whoever holds tickets needs no turn any more, and is not to be alarmed by its end. */
  constructor(eventId: string, heard: () => boolean) {
    this.#eventId = eventId;
    this.#heard = heard;
  }

  /** Reads one's place: after a reload, after a sleep, when an admission was refused. @throws RequestError */
  async look(): Promise<void> {
    this.#took(me.value ? await this.#send(MY_PLACE) : null);
  }

  /** Joins, or keeps the place. @throws RequestError */
  async join(): Promise<void> {
    this.#took(await withSession(() => this.#send(JOIN_LINE)));
  }

  /** Gives a place or an admission back. @throws RequestError */
  async leave(): Promise<void> {
    this.#took(await this.#send(LEAVE_LINE));
  }

  stop(): void {
    this.#over = true;
    this.#end();
  }

  get #lives(): boolean {
    return this.place.value?.state === 'WAITING' || this.place.value?.state === 'ADMITTED';
  }

  async #send(query: string): Promise<PlaceInLine | null> {
    return (await send<PlaceData>(query, { eventId: this.#eventId }, { repeatable: true })).place;
  }

  #took(found: PlaceInLine | null): void {
    if (this.#over) return;
    // A place that the server knows nothing of any more went with the line.
    const place = found ?? (this.#lives ? LOST : (this.place.value ?? null));
    const news = lineNews(this.place.value ?? null, place);
    this.place.value = place;
    if (news && this.#heard()) announce(news);
    if (!this.#lives) return this.#end();
    this.#unfollow ??= follow<PlaceData>(
      PLACE_CHANGED,
      { eventId: this.#eventId },
      { next: ({ place: next }) => this.#took(next), trouble: () => this.#ended(), done: () => this.#ended() },
    );
  }

  /** The server ended the subscription, and the place has not ended, as far as this page knows. */
  #ended(): void {
    if (!this.#unfollow || !this.#lives) return;
    this.#end();
    this.#lookAgain();
  }

  #lookAgain(): void {
    if (this.#over) return;
    this.#timer = setTimeout(() => void this.look().catch(() => this.#lookAgain()), LOOK_AGAIN_MS);
  }

  #end(): void {
    clearTimeout(this.#timer);
    const unfollow = this.#unfollow;
    this.#unfollow = null;
    unfollow?.();
  }
}
