import { useSignal, useSignalEffect } from '@preact/signals';
import type { SeatsStore } from '../sale/seats.store.js';
import { formatMoney } from '../text/money.js';
import { SeatGlyph } from './legend.view.js';
import type { Hall } from './layout.js';

const STATE_WORDS = {
  free: '',
  alone: 'left alone',
  selected: '',
  mine: 'held for you',
  held: 'held',
  sold: 'sold',
  blocked: 'not for sale',
} as const;

/** The same seats as a list: section, row, then a checkbox for each seat. Everything the picture can do, this can. */
export function SeatListView({ seats, hall }: { seats: SeatsStore; hall: Hall }) {
  const section = useSignal(0);
  const row = useSignal(0);
  const rows = hall.sections[section.value]?.rows ?? [];
  const shown = rows[row.value] ?? rows[0];
  return (
    <div class="seat-list">
      <div class="fields">
        <label>
          Section
          <select
            value={section.value}
            onChange={(event) => {
              section.value = Number(event.currentTarget.value);
              row.value = 0;
            }}
          >
            {hall.sections.map((entry, index) => (
              <option key={entry.name} value={index}>
                {entry.name}
              </option>
            ))}
          </select>
        </label>
        <label>
          Row
          <select
            value={row.value}
            onChange={(event) => {
              row.value = Number(event.currentTarget.value);
            }}
          >
            {rows.map((entry, index) => (
              <option key={entry.name} value={index}>
                {entry.label}
              </option>
            ))}
          </select>
        </label>
      </div>
      {shown && (
        <fieldset>
          <legend>{shown.name}</legend>
          <ul class="seats">
            {shown.seats.map((seat) => (
              <SeatBox key={seat.index} seats={seats} hall={hall} index={seat.index} number={seat.number} />
            ))}
          </ul>
        </fieldset>
      )}
    </div>
  );
}

function SeatBox({ seats, hall, index, number }: { seats: SeatsStore; hall: Hall; index: number; number: string }) {
  const face = useSignal(seats.face(index));
  useSignalEffect(() => {
    // Read everything a face depends on, so that this box alone is drawn anew when its seat changes.
    void [seats.revision.value, seats.selected.value, seats.mine.value, seats.open.value, seats.alone.value, seats.editing.value];
    const next = seats.face(index);
    if (next.name !== face.peek().name || next.open !== face.peek().open) face.value = next;
  });
  const { look, open, shape, color, name } = face.value;
  const price = seats.priceOf(seats.tierOf(index));
  const checked = look === 'selected' || look === 'mine';
  return (
    <li>
      <label class={`seat-box ${look}`}>
        <input type="checkbox" checked={checked} disabled={!open} aria-label={name} onChange={() => seats.toggle(index)} />
        <SeatGlyph shape={shape} look={look} color={color} accessible={hall.seats[index]?.accessible} />
        <span aria-hidden="true">
          Seat {number}
          {hall.seats[index]?.accessible && <small> wheelchair</small>}
        </span>
        <span class="state" aria-hidden="true">
          {STATE_WORDS[look] || (price && formatMoney(price))}
        </span>
      </label>
    </li>
  );
}
