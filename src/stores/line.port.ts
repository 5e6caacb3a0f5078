import type { Id } from '../domain/id.js';
import type { LinePlace, LineView } from '../domain/line.js';

/** The line, and one person's place in it; null for who has none. */
export interface LineSight {
  line: LineView;
  place: LinePlace | null;
}

/**
 * The line in front of an event's sale, and the gate at its head. Each method is one script call: atomic, on Redis' clock. All but
 * `read` also move the line on, as far as rate and gate allow. Every method rejects with DEPENDENCY_UNAVAILABLE when no definite answer
 * came; all are safe to repeat.
 */
export interface LinePort {
  /** Puts a person behind everybody who came before; one who has a place keeps it. Null when the sale is over. */
  join(eventId: Id, person: Id): Promise<LineSight>;
  /** Gives a place or an admission back. */
  leave(eventId: Id, person: Id): Promise<LineSight>;
  /** Renews the leases of people who look. @returns their places, in their order; null for who has none. */
  look(eventId: Id, people: readonly Id[]): Promise<{ line: LineView; places: (LinePlace | null)[] }>;
  /** The line as it is, for anybody; changes nothing. */
  read(eventId: Id): Promise<LineView>;
  /** Hands a place to another person: a guest who logs in keeps it. When both have one, the better stays. */
  move(eventId: Id, from: Id, to: Id): Promise<void>;
}
