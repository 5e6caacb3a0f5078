import { useComputed, useSignalEffect } from '@preact/signals';
import type { EventSummary } from '../api/types.js';
import type { SaleStore } from '../sale/sale.store.js';
import { saleBadge } from '../text/sentences.js';
import { formatDateTime } from '../text/time.js';
import { Countdown } from '../ui/countdown.js';

export function badgeOf(event: EventSummary): { text: string; tone: string } {
  return saleBadge(event, event.venue.timezone);
}

/** Why nothing can be picked right now, when that is so, and when that will change. */
export function SaleState({ sale }: { sale: SaleStore }) {
  const event = sale.event.value;
  const nothingFree = useComputed(() => sale.seats.ready.value && [...sale.seats.free.value.values()].every((free) => free === 0));
  // The map says that nothing is free; only the server knows whether holds may still come back.
  useSignalEffect(() => {
    if (nothingFree.value && event.status === 'ON_SALE') void sale.refreshEvent().catch(() => undefined);
  });
  if (event.status === 'ON_SALE') {
    if (!nothingFree.value) return null;
    return event.soldOut ? (
      <p class="state-box">
        <strong>Sold out.</strong> Every ticket for this event is sold.
      </p>
    ) : (
      <p class="state-box">
        <strong>Nothing is free right now.</strong> Some tickets are only held: they come back here by themselves if they are not ordered.
      </p>
    );
  }
  switch (event.status) {
    case 'DRAFT':
    case 'PREPARED':
      return <OpensSoon sale={sale} />;
    case 'PAUSED':
      return (
        <p class="state-box">
          <strong>The sale is paused.</strong> What you hold or have ordered stays yours.
        </p>
      );
    case 'CLOSED':
      return (
        <p class="state-box">
          <strong>The sale has ended.</strong>
        </p>
      );
    case 'CANCELLED':
      return (
        <p class="state-box">
          <strong>This event was cancelled.</strong> Whoever has tickets gets the money back.
        </p>
      );
  }
}

function OpensSoon({ sale }: { sale: SaleStore }) {
  const event = sale.event.value;
  const deadline = useComputed(() => performance.now() + Date.parse(sale.event.value.saleOpensAt) - sale.now());
  const opens = formatDateTime(event.saleOpensAt, event.venue.timezone);
  if (deadline.value <= performance.now())
    return (
      <p class="state-box">
        <strong>The sale has not opened yet.</strong> It was planned for {opens}.
      </p>
    );
  return (
    <p class="state-box">
      <strong>
        The sale opens in{' '}
        <Countdown deadline={deadline} purpose="until the sale opens" onEnd={() => void sale.refreshEvent().catch(() => undefined)} />
      </strong>
      {opens}. Keep this page open: it starts by itself.
    </p>
  );
}
