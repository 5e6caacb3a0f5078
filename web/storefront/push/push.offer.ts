import { send } from '../api/graphql.js';
import { PushBrowser, type PushState } from './push.browser.js';
import { PUSH_QUERY } from './push.documents.js';
import { type PushPhrases, pushPhrasesOf } from './push.phrases.js';

interface PushAnswer {
  pushKey: string | null;
  me: { id: string } | null;
}

/**
 * Offers in `place` to be told of one's orders in this browser; shows nothing where the house sends nothing to browsers. Built by
 * itself and loaded by the order page alone, without the library of the other pages.
 */
export async function offer(place: HTMLElement): Promise<void> {
  const answer = await send<PushAnswer>(PUSH_QUERY, {}, { repeatable: true }).catch(() => null);
  if (!answer?.pushKey || !answer.me) return;
  const browser = new PushBrowser({ personId: answer.me.id, serverKey: answer.pushKey });
  const view = new PushView(browser, pushPhrasesOf(navigator.language));
  view.show(await browser.state());
  place.replaceChildren(view.root);
}

/** A sentence and a button. The button stays the same element, so that whoever pressed it keeps the focus. */
class PushView {
  readonly root = document.createElement('section');
  readonly #text = document.createElement('p');
  readonly #button = document.createElement('button');
  readonly #browser: PushBrowser;
  readonly #phrases: PushPhrases;

  constructor(browser: PushBrowser, phrases: PushPhrases) {
    this.#browser = browser;
    this.#phrases = phrases;
    const heading = document.createElement('h2');
    const actions = document.createElement('div');
    heading.textContent = phrases.title;
    this.#text.setAttribute('role', 'status');
    this.#button.type = 'button';
    this.root.className = 'card summary';
    this.root.lang = phrases.lang;
    this.root.ariaLabel = phrases.title;
    actions.append(this.#button);
    this.root.append(heading, this.#text, actions);
  }

  /** @param text what happened; else what the state means. */
  show(state: PushState, text: string = this.#phrases[state]): void {
    this.#text.textContent = text;
    this.#button.hidden = state === 'blocked' || state === 'unsupported';
    this.#button.textContent = this.#phrases[state === 'on' ? 'stop' : 'start'];
    this.#button.onclick = () => void this.#press(state === 'on' ? () => this.#stop() : () => this.#start());
  }

  async #press(work: () => Promise<void>): Promise<void> {
    // Not `disabled`, which would take the focus away.
    this.#button.onclick = null;
    this.#button.textContent = this.#phrases.wait;
    await work();
  }

  async #start(): Promise<void> {
    const outcome = await this.#browser.start().catch(() => 'noPushService' as const);
    if (outcome === 'on' || outcome === 'blocked') this.show(outcome);
    else this.show('off', this.#phrases[outcome]);
  }

  async #stop(): Promise<void> {
    await this.#browser.stop().catch(() => undefined);
    this.show('off', this.#phrases.stopped);
  }
}
