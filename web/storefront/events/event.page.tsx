import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { EVENT_BY_ID } from '../api/documents.js';
import { send } from '../api/graphql.js';
import type { EventDetail } from '../api/types.js';
import { HallView, ZoomButtons, type Lens } from '../hall/hall.view.js';
import { buildHall, loadLayout, type Hall } from '../hall/layout.js';
import { Legend } from '../hall/legend.view.js';
import { SeatListView } from '../hall/seat-list.view.js';
import { BasketView, HoldButton } from '../sale/basket.view.js';
import { BestSeatsView } from '../sale/best-seats.view.js';
import { CheckoutView } from '../sale/checkout.view.js';
import { LineView, TurnView } from '../sale/line.view.js';
import { PlacesView } from '../sale/places.view.js';
import { SaleStore } from '../sale/sale.store.js';
import { errorSentence } from '../text/sentences.js';
import { formatDateTime } from '../text/time.js';
import { useReturn } from '../ui/countdown.js';
import { Badge, Loading, Notice, type NoticeText } from '../ui/notice.js';
import { settle } from '../ui/router.js';
import { badgeOf, SaleState } from './sale-state.view.js';

/** One event: the hall, what is picked, the hold, the order form. */
export function EventPage({ id }: { id: string }) {
  const sale = useSignal<SaleStore | null>(null);
  const problem = useSignal<NoticeText | null>(null);
  useEffect(() => {
    let gone = false;
    openSale(id)
      .then((opened) => {
        if (gone) return;
        sale.value = opened;
        void opened.start();
        settle(opened.event.value.show.title);
      })
      .catch((error: unknown) => {
        problem.value =
          error instanceof NoSuchEvent
            ? { tone: 'problem', text: 'There is no such event.', link: { href: '/', label: 'See all events' } }
            : { tone: 'problem', text: errorSentence(error) };
      });
    return () => {
      gone = true;
      sale.value?.stop();
      sale.value = null;
    };
  }, [id]);
  useReturn(() => void sale.value?.restore());
  if (sale.value) return <Sale sale={sale.value} />;
  return (
    <main class="wide">
      <h1 class={problem.value ? '' : 'unseen'}>Event</h1>
      {problem.value ? <Notice notice={problem.value} /> : <Loading what="the hall" />}
    </main>
  );
}

class NoSuchEvent extends Error {}

async function openSale(id: string): Promise<SaleStore> {
  const data = await send<{ serverTime: string; event: EventDetail | null }>(EVENT_BY_ID, { id }, { repeatable: true });
  if (!data.event) throw new NoSuchEvent(id);
  const hall = data.event.chart ? buildHall(await loadLayout(data.event.chart.layoutUrl)) : null;
  return new SaleStore(data.event, hall, data.serverTime);
}

function Sale({ sale }: { sale: SaleStore }) {
  const event = sale.event.value;
  const badge = badgeOf(event);
  const { queues, hold, seats, line } = sale;
  return (
    <main class="wide">
      <header class="event-head">
        <h1>{event.show.title}</h1>
        <p>
          {formatDateTime(event.startsAt, event.venue.timezone)} <span aria-hidden="true">·</span> {event.venue.name}{' '}
          <Badge tone={badge.tone}>{badge.text}</Badge>
        </p>
      </header>
      {!hold.value && line.place.value?.state === 'ADMITTED' && <TurnView sale={sale} />}
      <div class="sale">
        {queues.value ? (
          <LineView sale={sale} />
        ) : (
          <section class="stage" aria-label="Choose your seats">
            {seats.hall ? <HallChoice sale={sale} hall={seats.hall} /> : <p class="hint">This event has no numbered seats.</p>}
          </section>
        )}
        <Panel sale={sale} />
      </div>
      {seats.open.value && seats.picked.value > 0 && <PickBar sale={sale} />}
    </main>
  );
}

function HallChoice({ sale, hall }: { sale: SaleStore; hall: Hall }) {
  const asList = useSignal(false);
  const lens: Lens = { viewport: useSignal(null), zoomed: useSignal(false) };
  const tab = (list: boolean, text: string) => (
    <button
      type="button"
      aria-pressed={asList.value === list}
      onClick={() => {
        asList.value = list;
      }}
    >
      {text}
    </button>
  );
  return (
    <>
      <div class="stage-head">
        <div class="switch" role="group" aria-label="How to choose seats">
          {tab(false, 'Hall')}
          {tab(true, 'List')}
        </div>
        <p class="hint keys" id="how-to-choose">
          {asList.value ? 'Pick section and row, then tick seats.' : 'Click seats, or move with the arrow keys and press Enter.'}
        </p>
        <ZoomButtons lens={lens} />
      </div>
      {asList.value ? (
        <SeatListOrWait sale={sale} hall={hall} />
      ) : (
        <HallView seats={sale.seats} hall={hall} lens={lens} hintId="how-to-choose" />
      )}
      <Legend seats={sale.seats} />
    </>
  );
}

function SeatListOrWait({ sale, hall }: { sale: SaleStore; hall: Hall }) {
  return sale.seats.ready.value ? <SeatListView seats={sale.seats} hall={hall} /> : <Loading what="the live map" />;
}

/** On a narrow screen the basket lies below the hall: this bar at the lower edge keeps it in reach. */
function PickBar({ sale }: { sale: SaleStore }) {
  const picked = sale.seats.picked.value;
  return (
    <div class="pick-bar">
      <a href="#your-tickets">
        {picked} {picked === 1 ? 'ticket' : 'tickets'} picked
      </a>
      <HoldButton sale={sale} />
    </div>
  );
}

function Panel({ sale }: { sale: SaleStore }) {
  const hold = sale.hold.value;
  const notice = sale.notice.value;
  return (
    <section class="panel" id="your-tickets" aria-label="Your tickets">
      {notice && (
        <Notice
          notice={notice}
          onClose={() => {
            sale.notice.value = null;
          }}
        />
      )}
      {sale.pendingOrder.value && (
        <Notice
          notice={{
            tone: 'info',
            text: 'You have an order for this event that waits for its payment.',
            link: { href: `/orders/${sale.pendingOrder.value}`, label: 'Go to the order' },
          }}
        />
      )}
      {hold ? (
        <CheckoutView sale={sale} hold={hold} />
      ) : (
        <>
          <h2>Your tickets</h2>
          <SaleState sale={sale} />
          <BestSeatsView sale={sale} />
          {!sale.queues.value && <PlacesView seats={sale.seats} />}
          <BasketView sale={sale} />
        </>
      )}
    </section>
  );
}
