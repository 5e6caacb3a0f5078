import type { Money } from '../api/types.js';
import { SeatGlyph } from '../hall/legend.view.js';
import { formatMoney, sumMoney } from '../text/money.js';
import { announce } from '../ui/announcer.js';
import type { SaleStore } from './sale.store.js';

/** What is picked, what it costs, and the button that holds it. */
export function BasketView({ sale }: { sale: SaleStore }) {
  const { seats } = sale;
  const { maxPerBuyer } = sale.event.value;
  const picked = seats.picked.value;
  const lines = pickedLines(sale);
  const total = sumMoney(lines.flatMap((line) => (line.amount ? [line.amount] : [])));
  if (picked === 0) {
    return !seats.open.value ? null : (
      <p class="hint">Pick up to {maxPerBuyer} tickets. Nothing is taken from others until you press “Hold”.</p>
    );
  }
  return (
    <>
      <ul class="lines">
        {lines.map((line) => (
          <li key={line.key}>
            {line.glyph}
            <span>{line.text}</span>
            {line.amount && <span class="price">{formatMoney(line.amount)}</span>}
            <button
              type="button"
              class="plain"
              aria-label={`Remove ${line.text}`}
              onClick={() => {
                line.remove();
                announce(`${line.text} removed.`);
              }}
            >
              ×
            </button>
          </li>
        ))}
      </ul>
      {total && (
        <p class="total">
          <span>Total</span> <strong class="price">{formatMoney(total)}</strong>
        </p>
      )}
      {picked > maxPerBuyer && (
        <p class="hint problem">That is more than the {maxPerBuyer} tickets that one person can have for this event.</p>
      )}
      <HoldButton sale={sale} />
    </>
  );
}

/** Asks for everything that is picked, all or nothing. */
export function HoldButton({ sale }: { sale: SaleStore }) {
  const picked = sale.seats.picked.value;
  const changes = sale.seats.editing.value !== null;
  const tickets = `${picked} ${picked === 1 ? 'ticket' : 'tickets'}`;
  return (
    <button
      type="button"
      class="primary"
      disabled={sale.busy.value !== '' || picked > sale.event.value.maxPerBuyer}
      onClick={() => void (changes ? sale.change() : sale.holdPicked())}
    >
      {sale.busy.value === 'hold' ? 'Asking for your tickets…' : changes ? `Change to ${tickets}` : `Hold ${tickets}`}
    </button>
  );
}

interface Line {
  key: string;
  text: string;
  amount: Money | null;
  glyph: preact.JSX.Element | null;
  remove(): void;
}

function pickedLines({ seats }: SaleStore): Line[] {
  const seatLines = [...seats.selected.value].map((seat): Line => {
    const face = seats.face(seat);
    return {
      key: `s${seat}`,
      text: seats.seatName(seat),
      amount: seats.priceOf(seats.tierOf(seat)),
      glyph: <SeatGlyph shape={face.shape} look="free" color={face.color} />,
      remove: () => void seats.toggle(seat),
    };
  });
  const placeLines = [...seats.places.value].map(([tierId, quantity]): Line => {
    const tier = seats.event.tiers.find((entry) => entry.id === tierId);
    const price = seats.priceOf(tier);
    return {
      key: `t${tierId}`,
      text: `${quantity} × ${tier?.name ?? 'Place'}`,
      amount: price && { ...price, amountMinor: price.amountMinor * quantity },
      glyph: null,
      remove: () => seats.setPlaces(tierId, 0),
    };
  });
  return [...seatLines, ...placeLines];
}
