import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { EVENTS } from '../api/documents.js';
import { send } from '../api/graphql.js';
import type { EventSummary } from '../api/types.js';
import { formatMoney } from '../text/money.js';
import { errorSentence } from '../text/sentences.js';
import { dateBlock, formatDateTime } from '../text/time.js';
import { Badge, Loading, Notice } from '../ui/notice.js';
import { settle } from '../ui/router.js';
import { badgeOf } from './sale-state.view.js';

interface EventsAnswer {
  events: { edges: { node: EventSummary }[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } };
}

/** What is on: every event, next first as the server lists them. */
export function EventsPage() {
  const events = useSignal<EventSummary[] | null>(null);
  const next = useSignal<string | null>(null);
  const problem = useSignal('');
  const load = async (after: string | null): Promise<void> => {
    try {
      const data = await send<EventsAnswer>(EVENTS, { after }, { repeatable: true });
      events.value = [...(after ? (events.value ?? []) : []), ...data.events.edges.map((edge) => edge.node)];
      next.value = data.events.pageInfo.hasNextPage ? data.events.pageInfo.endCursor : null;
    } catch (error) {
      problem.value = errorSentence(error);
    }
  };
  useEffect(() => {
    void load(null).then(() => settle('What’s on'));
  }, []);
  return (
    <main>
      <header class="intro">
        <h1>What’s on</h1>
        <p>Pick your own seat and watch the hall fill up, live.</p>
      </header>
      {problem.value && <Notice notice={{ tone: 'problem', text: problem.value }} />}
      {!events.value && !problem.value && <Loading what="events" />}
      {events.value?.length === 0 && <p class="hint">Nothing is planned at the moment.</p>}
      <ul class="events">
        {events.value?.map((event) => (
          <EventCard key={event.id} event={event} />
        ))}
      </ul>
      {next.value && (
        <button type="button" onClick={() => void load(next.value)}>
          Show more
        </button>
      )}
    </main>
  );
}

function EventCard({ event }: { event: EventSummary }) {
  const { weekday, day, month } = dateBlock(event.startsAt, event.venue.timezone);
  const cheapest = event.tiers.flatMap((tier) => tier.prices.map((price) => price.amount)).sort((a, b) => a.amountMinor - b.amountMinor)[0];
  const badge = badgeOf(event);
  return (
    <li class="card event-card">
      <div class="date" aria-hidden="true">
        <span>{weekday}</span>
        <strong>{day}</strong>
        <span>{month}</span>
      </div>
      <div>
        <h2>
          <a href={`/events/${event.id}`}>{event.show.title}</a>
        </h2>
        <p>
          {formatDateTime(event.startsAt, event.venue.timezone)} <span aria-hidden="true">·</span> {event.venue.name}
        </p>
        <p class="about">{event.show.description}</p>
      </div>
      <div class="offer">
        <Badge tone={badge.tone}>{badge.text}</Badge>
        {cheapest && (
          <p>
            from <strong class="price">{formatMoney(cheapest)}</strong>
          </p>
        )}
      </div>
    </li>
  );
}
