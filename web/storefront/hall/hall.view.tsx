import { useSignal, type Signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { formatMoney } from '../text/money.js';
import { Loading } from '../ui/notice.js';
import { announce } from '../ui/announcer.js';
import type { SeatsStore } from '../sale/seats.store.js';
import { HallDrawing } from './drawing.js';
import type { Hall } from './layout.js';
import { Viewport } from './viewport.js';
import { isStep, stepFrom } from './walk.js';

/** A fingertip covers about this much; seats that are shown smaller are first brought closer. */
const FINGER_PX = 16;
const SEATS_ACROSS_AT_CLOSEST = 12;
const KEY_ZOOM = 1.5;

/** Half the width that a tip may take: it stays inside the frame. */
const TIP_HALF_PX = 130;
const TIP_HEIGHT_PX = 70;

/** What the zoom buttons, which lie outside of the picture, share with it. */
export interface Lens {
  viewport: Signal<Viewport | null>;
  zoomed: Signal<boolean>;
}

interface Tip {
  x: number;
  y: number;
  below: boolean;
  text: string;
}

/** The hall as a picture to point at, drag, zoom and walk with the arrow keys. */
export function HallView({ seats, hall, lens, hintId }: { seats: SeatsStore; hall: Hall; lens: Lens; hintId: string }) {
  const frame = useRef<HTMLDivElement>(null);
  const tip = useSignal<Tip | null>(null);

  useEffect(() => {
    const drawing = new HallDrawing(hall, `Seats of ${seats.event.venue.name}`, floorLabel(seats));
    const paint = (indexes: readonly number[]): void => {
      for (const index of indexes) drawing.paint(index, seats.face(index));
    };
    if (seats.ready.value) paint(hall.seats.flatMap((seat) => (seat ? [seat.index] : [])));
    drawing.svg.setAttribute('aria-describedby', hintId);
    drawing.svg.style.aspectRatio = `${hall.box.width} / ${hall.box.height}`;
    frame.current!.prepend(drawing.svg);
    const viewport = new Viewport(drawing.svg, hall.box, hall.pitch * SEATS_ACROSS_AT_CLOSEST, (now) => {
      lens.zoomed.value = now;
    });
    lens.viewport.value = viewport;
    listen(drawing, viewport, seats, hall, (next) => {
      tip.value = next;
    });
    const stop = seats.onSeats(paint);
    return () => {
      stop();
      lens.viewport.value = null;
      drawing.svg.remove();
    };
  }, [hall]);

  return (
    <div class="hall" ref={frame}>
      {!seats.ready.value && <Loading what="the live map" />}
      {tip.value && (
        <div class={tip.value.below ? 'tip below' : 'tip'} aria-hidden="true" style={{ left: `${tip.value.x}px`, top: `${tip.value.y}px` }}>
          {tip.value.text}
        </div>
      )}
    </div>
  );
}

export function ZoomButtons({ lens }: { lens: Lens }) {
  const viewport = lens.viewport.value;
  if (!viewport) return null;
  const whole = !lens.zoomed.value;
  return (
    <div class="zoom" role="group" aria-label="Zoom">
      <button type="button" aria-label="Zoom in" onClick={() => viewport.zoomIn()}>
        +
      </button>
      <button type="button" aria-label="Zoom out" disabled={whole} onClick={() => viewport.zoomOut()}>
        −
      </button>
      <button type="button" aria-label="Show the whole hall" disabled={whole} onClick={() => viewport.reset()}>
        ⤢
      </button>
    </div>
  );
}

/** One set of listeners for all seats. They live as long as the SVG element they are on. */
function listen(drawing: HallDrawing, viewport: Viewport, seats: SeatsStore, hall: Hall, setTip: (tip: Tip | null) => void): void {
  const { svg } = drawing;
  const toggle = (index: number): void => {
    const outcome = seats.toggle(index);
    announce(outcome ? `${seats.seatName(index)} ${outcome}. ${seats.picked.value} picked.` : `${seats.face(index).name}.`);
  };
  svg.addEventListener('click', (event) => {
    if (viewport.justDragged) return;
    const byTouch = (event as PointerEvent).pointerType === 'touch';
    if (byTouch && hall.pitch * viewport.scale < FINGER_PX) {
      viewport.zoomAt((FINGER_PX * 1.6) / (hall.pitch * viewport.scale), viewport.toHall(event.clientX, event.clientY));
      return;
    }
    const index = HallDrawing.seatAt(event.target);
    if (index < 0) return;
    drawing.setCurrent(index, true);
    toggle(index);
  });
  svg.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Enter' || event.key === ' ') toggle(drawing.current);
    else if (event.key === '+' || event.key === '-') {
      viewport.zoomAt(event.key === '+' ? KEY_ZOOM : 1 / KEY_ZOOM, hall.seats[drawing.current]!);
      viewport.reveal(hall.seats[drawing.current]!);
    } else if (isStep(event.key)) {
      const index = stepFrom(hall, drawing.current, event.key);
      drawing.setCurrent(index, true);
      viewport.reveal(hall.seats[index]!);
    } else return;
    event.preventDefault();
    drawing.showRing(true);
  });
  svg.addEventListener('focusin', (event) => drawing.showRing((event.target as Element).matches(':focus-visible')));
  svg.addEventListener('focusout', () => drawing.showRing(false));
  svg.addEventListener('pointermove', (event) => {
    const index = event.pointerType === 'mouse' && event.buttons === 0 ? HallDrawing.seatAt(event.target) : -1;
    if (index < 0) return setTip(null);
    const box = svg.getBoundingClientRect();
    const x = Math.min(Math.max(event.clientX - box.left, TIP_HALF_PX), box.width - TIP_HALF_PX);
    const y = event.clientY - box.top;
    setTip({ x, y, below: y < TIP_HEIGHT_PX, text: seats.face(index).name });
  });
  svg.addEventListener('pointerleave', () => setTip(null));
}

/** The floor in the middle is where general admission stands, when the event sells any. */
function floorLabel(seats: SeatsStore): string | null {
  const standing = seats.event.tiers.filter((tier) => tier.kind === 'GENERAL_ADMISSION');
  if (standing.length === 0) return null;
  return standing
    .map((tier) =>
      [tier.name, seats.priceOf(tier)]
        .map((part) => (part && typeof part === 'object' ? formatMoney(part) : part))
        .filter(Boolean)
        .join(' · '),
    )
    .join(' / ');
}
