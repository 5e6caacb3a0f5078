import type { SaleStore } from './sale.store.js';

/** For whoever wants good seats and not to search the hall for them: how many, of which category, and the box office picks. */
export function BestSeatsView({ sale }: { sale: SaleStore }) {
  const { hall, open, picked } = sale.seats;
  const { maxPerBuyer, tiers } = sale.event.value;
  if (!hall || !open.value || picked.value > 0) return null;
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const data = new FormData(event.currentTarget as HTMLFormElement);
    void sale.holdBest({
      quantity: Number(data.get('quantity')),
      tierId: String(data.get('tier')) || null,
      accessible: data.has('accessible'),
      allowSplit: false,
    });
  };
  return (
    <form onSubmit={submit}>
      <fieldset class="fields best">
        <legend>Best seats together</legend>
        <label>
          Seats
          <input type="number" name="quantity" required min={1} max={maxPerBuyer} defaultValue={String(Math.min(2, maxPerBuyer))} />
        </label>
        <label>
          Category
          <select name="tier">
            <option value="">Any</option>
            {tiers.map((tier) => tier.kind === 'SEATED' && <option value={tier.id}>{tier.name}</option>)}
          </select>
        </label>
        {hall.seats.some((seat) => seat?.accessible) && (
          <label class="tick">
            <input type="checkbox" name="accessible" /> With a wheelchair place
          </label>
        )}
        <button type="submit" disabled={sale.busy.value !== ''}>
          Hold the best seats
        </button>
      </fieldset>
    </form>
  );
}
