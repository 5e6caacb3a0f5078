import type { PlaceInLine } from '../api/types.js';
import { speakDuration } from './time.js';

/** Positions worth a word on the way to the front. */
const SPOKEN_AT = [1, 2, 3, 5, 10, 20, 50, 100, 200, 500, 1000];
const TURN = 'It is your turn';

/** What the page says of one's place in line. Null: no place. `waiting`: people in line, when the event was read. */
export function lineWords(place: PlaceInLine | null, waiting: number): { title: string; text: string } {
  switch (place?.state) {
    case 'WAITING':
      return {
        title: place.position === 1 ? 'You are next' : `You are number ${place.position} in line`,
        text:
          place.etaSeconds === null ? 'Nobody can tell yet how long it takes.' : `About ${speakDuration(place.etaSeconds * 1000)} to go.`,
      };
    case 'ADMITTED':
      return { title: TURN, text: 'What you hold in time stays held.' };
    case 'EXPIRED':
      return { title: 'Your place in line has ended', text: 'Its time ran out, or the line had to start anew. Join again.' };
    default:
      return {
        title: 'There is a line for these tickets',
        text: `People are let in one by one, first come, first served.${waiting > 0 ? ` About ${waiting} waiting.` : ''}`,
      };
  }
}

/** @returns what a listener should hear of a change, or nothing: of a long way to the front only a few steps are told. */
export function lineNews(before: PlaceInLine | null, now: PlaceInLine | null): string | null {
  const { title, text } = lineWords(now, 0);
  if (now?.state === 'WAITING' && before?.state === 'WAITING') {
    const [from, to] = [before.position ?? 0, now.position ?? 0];
    return SPOKEN_AT.some((at) => from > at && to <= at) ? `${title}.` : null;
  }
  if (!now || now.state === before?.state) return null;
  if (now.state === 'LEFT') return before?.state === 'WAITING' ? 'You have left the line.' : null;
  return now.state === 'EXPIRED' && !before ? null : `${title}. ${text}`;
}
