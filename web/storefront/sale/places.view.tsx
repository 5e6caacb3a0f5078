import type { Tier } from '../api/types.js';
import { formatMoney } from '../text/money.js';
import { announce } from '../ui/announcer.js';
import type { SeatsStore } from './seats.store.js';

/** Places of general admission: how many of them. */
export function PlacesView({ seats }: { seats: SeatsStore }) {
  const tiers = seats.event.tiers.filter((tier) => tier.kind === 'GENERAL_ADMISSION');
  if (tiers.length === 0) return null;
  return (
    <div class="places">
      {tiers.map((tier) => (
        <PlacesStepper key={tier.id} seats={seats} tier={tier} />
      ))}
    </div>
  );
}

function PlacesStepper({ seats, tier }: { seats: SeatsStore; tier: Tier }) {
  const quantity = seats.places.value.get(tier.id) ?? 0;
  const free = seats.free.value.get(tier.id) ?? 0;
  const price = seats.priceOf(tier);
  const most = Math.min(free + (seats.editing.value?.places.get(tier.id) ?? 0), seats.event.maxPerBuyer);
  const set = (next: number): void => {
    seats.setPlaces(tier.id, next);
    announce(`${next} in ${tier.name}.`);
  };
  return (
    <div class="stepper" role="group" aria-label={`Places in ${tier.name}`}>
      <p>
        <strong>{tier.name}</strong> {price && <span class="price">{formatMoney(price)}</span>}
        <small>{free > 0 ? `${free} of ${tier.capacity} places free` : 'no place free'}</small>
      </p>
      <div class="count">
        <button
          type="button"
          aria-label={`One place less in ${tier.name}`}
          disabled={!seats.open.value || quantity === 0}
          onClick={() => set(quantity - 1)}
        >
          −
        </button>
        <output aria-label={`Places chosen in ${tier.name}`}>{quantity}</output>
        <button
          type="button"
          aria-label={`One place more in ${tier.name}`}
          disabled={!seats.open.value || quantity >= most}
          onClick={() => set(quantity + 1)}
        >
          +
        </button>
      </div>
    </div>
  );
}
