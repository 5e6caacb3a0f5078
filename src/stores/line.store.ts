import { randomBytes } from 'node:crypto';
import type { Id } from '../domain/id.js';
import type { LinePlace, LineRules, LineView } from '../domain/line.js';
import { advanceLineScript, MOST_LOOKS } from '../lua/advance-line.script.js';
import { joinLineScript } from '../lua/join-line.script.js';
import { leaveLineScript } from '../lua/leave-line.script.js';
import type { LineAnswer } from '../lua/line.reply.js';
import { movePlaceScript } from '../lua/move-place.script.js';
import { readLineScript } from '../lua/read-line.script.js';
import type { SeatScripts } from '../lua/seat.scripts.js';
import { asDependency } from './inventory.store.js';
import type { LinePort, LineSight } from './line.port.js';

/** Bytes of an admission: nobody guesses 128 bits. */
const SECRET_BYTES = 16;

/** The line, by scripts in Redis. */
export class LineStore implements LinePort {
  readonly #scripts: SeatScripts;
  readonly #rules: LineRules;

  constructor({ scripts, rules }: { scripts: SeatScripts; rules: LineRules }) {
    this.#scripts = scripts;
    this.#rules = rules;
  }

  async join(eventId: Id, person: Id): Promise<LineSight> {
    const secret = randomBytes(SECRET_BYTES).toString('base64url');
    return sightOf(await asDependency(this.#scripts.call(joinLineScript, { eventId, rules: this.#rules, person, secret })));
  }

  async leave(eventId: Id, person: Id): Promise<LineSight> {
    return sightOf(await asDependency(this.#scripts.call(leaveLineScript, { eventId, rules: this.#rules, person })));
  }

  async look(eventId: Id, people: readonly Id[]): Promise<{ line: LineView; places: (LinePlace | null)[] }> {
    const places: (LinePlace | null)[] = [];
    for (let from = 0; ; from += MOST_LOOKS) {
      const slice = people.slice(from, from + MOST_LOOKS);
      const answer = await asDependency(this.#scripts.call(advanceLineScript, { eventId, rules: this.#rules, people: slice }));
      places.push(...answer.places);
      if (from + MOST_LOOKS >= people.length) return { line: answer.line, places };
    }
  }

  async read(eventId: Id): Promise<LineView> {
    return (await asDependency(this.#scripts.call(readLineScript, { eventId, rules: this.#rules }))).line;
  }

  async move(eventId: Id, from: Id, to: Id): Promise<void> {
    await asDependency(this.#scripts.call(movePlaceScript, { eventId, from, to }));
  }
}

function sightOf({ line, places }: LineAnswer): LineSight {
  return { line, place: places[0] ?? null };
}
