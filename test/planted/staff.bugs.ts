import type { PlantedBug } from './planted.bug.js';

const decision = (name: string) => ({ file: 'test/integration/dead-letter-decision.test.ts', name });
const alarm = (name: string) => ({ file: 'test/integration/alert.test.ts', name });
const door = (name: string) => ({ file: 'test/integration/check-in.test.ts', name });
const watching = (name: string) => ({ file: 'test/integration/event-watch.test.ts', name });

/** More faults of what staff do: dead letters, alerts, the door, events as they are watched. Recordings of clients do not look for these. */
export const STAFF_BUGS: PlantedBug[] = [
  {
    name: 'a message that is gone is not written anew',
    file: 'src/stores/sql/replay-dead-letters.sql',
    from: 'WHERE NOT EXISTS (SELECT FROM outbox_message m WHERE m.key = replayed.key)',
    to: 'WHERE EXISTS (SELECT FROM outbox_message m WHERE m.key = replayed.key)',
    test: decision('a message that is not in the outbox any more is written anew'),
  },
  {
    name: 'a replayed letter that dies again stays replayed',
    file: 'src/stores/sql/record-dead-letter.sql',
    from: "state = CASE WHEN dead_letter.state = 'REPLAYED' THEN 'OPEN'::dead_letter_state ELSE dead_letter.state END",
    to: 'state = dead_letter.state',
    test: decision('a replayed letter that dies again is open again'),
  },
  {
    name: 'a ticket of another event lets in',
    file: 'src/stores/sql/use-ticket.sql',
    from: ' AND orders.event_id = $1::uuid',
    to: ' AND $1::uuid IS NOT NULL',
    test: door('what is no ticket of this event is refused'),
  },
  {
    name: 'a cause that comes back is not told again',
    file: 'src/stores/alert.store.ts',
    from: 'fired_at = CASE WHEN alert.cleared_at IS NULL THEN alert.fired_at END',
    to: 'fired_at = alert.fired_at',
    test: alarm('a cause that has been away is over, and is told again'),
  },
  {
    name: 'a process shows watchers the event that it had in its cache',
    file: 'src/compose.catalogue.ts',
    from: 'saleFeed?.onNotice((id) => reader.drop(id));',
    to: '',
    test: watching('moves by staff in another process follow at once'),
  },
];
