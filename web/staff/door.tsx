import { useSignal } from '@preact/signals';
import { render } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { send } from '../storefront/api/graphql.js';
import { errorSentence } from '../storefront/text/sentences.js';
import { formatShortDateTime } from '../storefront/text/time.js';
import { Notice } from '../storefront/ui/notice.js';
import { CHECK_IN, DOOR_EVENTS } from './documents.js';
import { StaffShell } from './shell.js';

const KEPT_SCANS = 20;
/** An event is offered at the door until it began so long ago. */
const STILL_OPEN_MS = 12 * 3_600_000;

interface DoorEvent {
  id: string;
  startsAt: string;
  status: string;
  show: { title: string };
  venue: { name: string; timezone: string };
}
type Answer =
  | { __typename: 'CheckedIn'; at: string; ticket: { seat: { label: string } | null; tier: { name: string } } }
  | { __typename: 'TicketNotValid'; message: string; status: string | null; usedAt: string | null };

interface EventPage {
  events: { edges: { node: DoorEvent }[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } };
}

/** One scan and what came of it; `letIn` is null while nobody knows. */
interface Scan {
  key: number;
  code: string;
  letIn: boolean | null;
  text: string;
}

async function readEvents(): Promise<DoorEvent[]> {
  const found: DoorEvent[] = [];
  for (let after: string | null = null; ;) {
    const { events }: EventPage = await send<EventPage>(DOOR_EVENTS, { after }, { repeatable: true });
    found.push(...events.edges.map((edge) => edge.node));
    if (!events.pageInfo.hasNextPage) return found.filter(isAtTheDoor);
    after = events.pageInfo.endCursor;
  }
}

function isAtTheDoor(event: DoorEvent): boolean {
  return event.status !== 'DRAFT' && event.status !== 'CANCELLED' && Date.parse(event.startsAt) > Date.now() - STILL_OPEN_MS;
}

/** Asks once: a repeat after a lost reply would call the first scan's own ticket used. */
async function scan(eventId: string, code: string): Promise<Pick<Scan, 'letIn' | 'text'>> {
  try {
    const { checkIn } = await send<{ checkIn: Answer }>(CHECK_IN, { eventId, code });
    if (checkIn.__typename === 'CheckedIn') {
      const { seat, tier } = checkIn.ticket;
      return { letIn: true, text: `${seat === null ? '' : `${seat.label}, `}${tier.name}` };
    }
    const when = checkIn.usedAt === null ? '' : ` At ${new Date(checkIn.usedAt).toLocaleTimeString()}.`;
    return { letIn: false, text: checkIn.message + when };
  } catch (error) {
    return { letIn: false, text: `${errorSentence(error)} Scan again: a ticket that was used says when.` };
  }
}

/** The door: a field that a barcode scanner types into, and what came of each scan, newest first. */
function Door() {
  const events = useSignal<DoorEvent[] | null>(null);
  const eventId = useSignal('');
  const scans = useSignal<Scan[]>([]);
  const problem = useSignal('');
  const field = useRef<HTMLInputElement>(null);
  const before = useRef(Promise.resolve());
  useEffect(() => {
    readEvents().then(
      (found) => {
        events.value = found;
        eventId.value = found[0]?.id ?? '';
        field.current?.focus();
      },
      (error: unknown) => {
        problem.value = errorSentence(error);
      },
    );
  }, []);
  const settle = (key: number, result: Pick<Scan, 'letIn' | 'text'>): void => {
    scans.value = scans.value.map((entry) => (entry.key === key ? { ...entry, ...result } : entry));
  };
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const input = field.current;
    const code = input?.value.trim() ?? '';
    if (input === null || code === '' || eventId.value === '') return;
    // The scanner does not wait: the field is free for the next code at once.
    input.value = '';
    input.focus();
    const key = (scans.value[0]?.key ?? 0) + 1;
    scans.value = [{ key, code, letIn: null, text: 'Asking …' }, ...scans.value].slice(0, KEPT_SCANS);
    const at = eventId.value;
    // One after the other: of two scans of one ticket, the first is the one that lets in.
    before.current = before.current.then(async () => settle(key, await scan(at, code)));
  };
  return (
    <StaffShell>
      <main class="narrow">
        <h1>Door</h1>
        {problem.value && <Notice notice={{ tone: 'problem', text: problem.value }} />}
        {events.value?.length === 0 && <p class="hint">No event is near enough to let people in.</p>}
        <form class="checkout card" onSubmit={submit}>
          <label>
            Event
            <select value={eventId.value} onChange={(change) => (eventId.value = change.currentTarget.value)}>
              {events.value?.map((event) => (
                <option key={event.id} value={event.id}>
                  {event.show.title}, {formatShortDateTime(event.startsAt, event.venue.timezone)}, {event.venue.name}
                </option>
              ))}
            </select>
          </label>
          <label>
            Ticket code
            <input ref={field} name="code" autoComplete="off" autoCapitalize="characters" spellcheck={false} required />
          </label>
          <button type="submit" class="primary">
            Let in
          </button>
        </form>
        <ol class="scans" aria-live="assertive" aria-label="Scans, newest first">
          {scans.value.map((entry) => (
            <li key={entry.key} class={`card ${entry.letIn === null ? 'asking' : entry.letIn ? 'let-in' : 'kept-out'}`}>
              <strong>{entry.letIn === null ? '…' : entry.letIn ? 'Welcome' : 'Stop'}</strong>
              <span>{entry.text}</span>
              <code>{entry.code}</code>
            </li>
          ))}
        </ol>
      </main>
    </StaffShell>
  );
}

render(<Door />, document.getElementById('app')!);
