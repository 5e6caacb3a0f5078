import { useComputed, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Hold, Price, Tier } from '../api/types.js';
import { me } from '../session/session.js';
import { formatMoney, sumMoney } from '../text/money.js';
import { Countdown } from '../ui/countdown.js';
import { BasketView } from './basket.view.js';
import { PlacesView } from './places.view.js';
import type { OrderForm, SaleStore } from './sale.store.js';

interface Item {
  key: string;
  text: string;
  seat?: number;
  tierId?: string;
  prices: Price[];
}

/** What is held, for how long, and the form that orders it. */
export function CheckoutView({ sale, hold }: { sale: SaleStore; hold: Hold }) {
  const items = heldItems(sale, hold);
  const choices = useSignal<ReadonlyMap<string, string>>(new Map());
  const heading = useRef<HTMLHeadingElement>(null);
  const changes = sale.seats.editing.value !== null;
  useEffect(() => heading.current?.focus({ preventScroll: true }), [hold.id, changes]);
  const chosen = (item: Item): Price | undefined => item.prices.find((price) => price.id === choices.value.get(item.key)) ?? item.prices[0];
  const total = useComputed(() => sumMoney(items.flatMap((item) => chosen(item)?.amount ?? [])) ?? hold.total);
  const busy = sale.busy.value !== '';

  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const typed = Object.fromEntries(new FormData(event.currentTarget as HTMLFormElement)) as Record<'name' | 'email' | 'phone', string>;
    void sale.order({ ...typed, prices: chosenPrices(items, chosen) });
  };

  return (
    <form class="checkout" onSubmit={submit}>
      <h2 tabIndex={-1} ref={heading}>
        {changes ? 'Change your tickets' : 'Held for you'}
      </h2>
      <p class="clock">
        <Countdown deadline={sale.holdEnds} purpose="to order" onEnd={() => void sale.ended()} /> <span>left to order</span>
      </p>
      {changes && <ChangeView sale={sale} />}
      {/* Hidden and not taken away meanwhile: what was typed stays. */}
      <div class="checkout" hidden={changes}>
        <ul class="lines">
          {items.map((item) => (
            <li key={item.key}>
              <span>{item.text}</span>
              <PriceChoice
                item={item}
                chosen={chosen(item)}
                onChoose={(id) => {
                  choices.value = new Map(choices.value).set(item.key, id);
                }}
              />
            </li>
          ))}
        </ul>
        <p class="total">
          <span>Total</span> <strong class="price">{formatMoney(total.value)}</strong>
        </p>
        <label>
          Name
          <input name="name" required maxLength={100} autoComplete="name" defaultValue={me.value?.name ?? ''} />
        </label>
        <label>
          E-mail for the tickets
          <input name="email" type="email" required maxLength={254} autoComplete="email" defaultValue={me.value?.email ?? ''} />
        </label>
        <label>
          Mobile number, if you like
          <input name="phone" type="tel" maxLength={40} autoComplete="tel" />
        </label>
        <button type="submit" class="primary" disabled={busy}>
          {sale.busy.value === 'order' ? 'Placing your order…' : 'Order and pay'}
        </button>
        <div class="side-actions">
          <button type="button" disabled={busy || hold.extensionsLeft === 0} onClick={() => void sale.extend()}>
            {hold.extensionsLeft > 0 ? 'More time' : 'No more time to add'}
          </button>
          <button type="button" disabled={busy} onClick={() => sale.edit()}>
            Change seats
          </button>
          <button type="button" disabled={busy} onClick={() => void sale.release()}>
            Give back and choose again
          </button>
        </div>
      </div>
    </form>
  );
}

/** Everything that is held is picked; what is picked in the end replaces it in one step, and until then stays held. */
function ChangeView({ sale }: { sale: SaleStore }) {
  return (
    <>
      <p class="hint">What you hold stays yours until you press “Change”.</p>
      <PlacesView seats={sale.seats} />
      <BasketView sale={sale} />
      <button type="button" disabled={sale.busy.value !== ''} onClick={() => sale.seats.edit(null)}>
        Keep what I hold
      </button>
    </>
  );
}

function PriceChoice({ item, chosen, onChoose }: { item: Item; chosen: Price | undefined; onChoose(id: string): void }) {
  if (item.prices.length < 2) return chosen ? <span class="price">{formatMoney(chosen.amount)}</span> : null;
  return (
    <select aria-label={`Price of ${item.text}`} value={chosen?.id} onChange={(event) => onChoose(event.currentTarget.value)}>
      {item.prices.map((price) => (
        <option key={price.id} value={price.id}>
          {price.name} · {formatMoney(price.amount)}
        </option>
      ))}
    </select>
  );
}

function heldItems(sale: SaleStore, hold: Hold): Item[] {
  const { seats } = sale;
  const tierById = (id: string): Tier | undefined => sale.event.value.tiers.find((tier) => tier.id === id);
  const seatItems = hold.seats.map((seat): Item => ({
    key: `s${seat.index}`,
    text: seats.hall ? seats.seatName(seat.index) : seat.label,
    seat: seat.index,
    prices: seats.pricesOf(seats.tierOf(seat.index)),
  }));
  const placeItems = hold.places.flatMap(({ tier, quantity }) =>
    Array.from({ length: quantity }, (_, position): Item => ({
      key: `t${tier.id}.${position}`,
      text: tierById(tier.id)?.name ?? 'Place',
      tierId: tier.id,
      prices: seats.pricesOf(tierById(tier.id)),
    })),
  );
  return [...seatItems, ...placeItems];
}

/** Only what differs from the standard price is said; equal choices of a tier are counted together. */
function chosenPrices(items: readonly Item[], chosen: (item: Item) => Price | undefined): OrderForm['prices'] {
  const prices: OrderForm['prices'] = [];
  for (const item of items) {
    const price = chosen(item);
    if (!price || price === item.prices[0]) continue;
    const same = item.tierId ? prices.find((entry) => entry.tierId === item.tierId && entry.priceId === price.id) : undefined;
    if (same) same.quantity = (same.quantity ?? 0) + 1;
    else prices.push(item.tierId ? { tierId: item.tierId, quantity: 1, priceId: price.id } : { seat: item.seat, priceId: price.id });
  }
  return prices;
}
