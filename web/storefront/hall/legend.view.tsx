import type { SeatsStore } from '../sale/seats.store.js';
import { formatMoney } from '../text/money.js';
import { seatPath, shapeOf, type Look, type Shape } from './shapes.js';

/** A seat as the hall draws it, for beside a word. */
export function SeatGlyph({ shape, look, color, accessible }: { shape: Shape; look: Look; color: string; accessible?: boolean }) {
  return (
    <svg class="glyph" viewBox="-12 -12 24 24" aria-hidden="true" focusable="false">
      <path class="seat" data-look={look} d={seatPath(shape, look, 9, accessible)} style={{ '--tier': color }} />
    </svg>
  );
}

const STATES: { look: Look; text: string }[] = [
  { look: 'selected', text: 'Your choice' },
  { look: 'held', text: 'Held by somebody' },
  { look: 'sold', text: 'Sold' },
];
const NEUTRAL = '#64748b';

/** Tiers by shape, colour, price and what is left of them; then the marks of the states. */
export function Legend({ seats }: { seats: SeatsStore }) {
  const seated = seats.event.tiers.filter((tier) => tier.kind === 'SEATED');
  return (
    <div class="legend">
      <ul aria-label="Categories">
        {seated.map((tier) => {
          const price = seats.priceOf(tier);
          const free = seats.free.value.get(tier.id) ?? 0;
          return (
            <li key={tier.id}>
              <SeatGlyph shape={shapeOf(seats.event.tiers.indexOf(tier))} look="free" color={seats.colorOf(tier)} />
              <span>
                <strong>{tier.name}</strong> {price && <span class="price">{formatMoney(price)}</span>}{' '}
                <small>{free > 0 ? `${free} free` : 'none free'}</small>
              </span>
            </li>
          );
        })}
      </ul>
      <ul aria-label="Marks" class="marks">
        {STATES.map(({ look, text }) => (
          <li key={look}>
            <SeatGlyph shape="circle" look={look} color={NEUTRAL} />
            <small>{text}</small>
          </li>
        ))}
        {seats.hall?.seats.some((seat) => seat?.accessible) && (
          <li>
            <SeatGlyph shape="square" look="free" color={NEUTRAL} accessible />
            <small>Wheelchair place</small>
          </li>
        )}
      </ul>
    </div>
  );
}
