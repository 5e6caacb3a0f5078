import { useComputed } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { lineWords } from '../text/line.js';
import { Countdown } from '../ui/countdown.js';
import { Loading } from '../ui/notice.js';
import type { SaleStore } from './sale.store.js';

/** People in line look at other windows meanwhile: the title of the page tells them how it stands. */
function useTitle(title: string, show: string): void {
  useEffect(() => {
    document.title = `${title} · ${show} · Aisle`;
    return () => {
      document.title = `${show} · Aisle`;
    };
  }, [title]);
}

/** The line in front of the sale: how to join it, where one stands in it, how to leave it. It stands where the hall will be. */
export function LineView({ sale }: { sale: SaleStore }) {
  const { show, waitingRoom } = sale.event.value;
  const place = sale.line.place.value;
  const heading = useRef<HTMLHeadingElement>(null);
  const waits = place?.state === 'WAITING';
  const { title, text } = lineWords(place ?? null, waitingRoom?.waiting ?? 0);
  useTitle(title, show.title);
  if (place === undefined && !sale.notice.value) return <Loading what="the line" />;
  const press = (): void => void sale.inLine(waits ? 'leave' : 'join').then(() => heading.current?.focus());
  return (
    <div class="card queue">
      <h2 tabIndex={-1} ref={heading}>
        {title}
      </h2>
      <p>{text}</p>
      {waits && <p class="hint">Keep this page open: it moves on by itself. A reload keeps your place; closing the page ends it soon.</p>}
      {/* Two buttons and not one that changes: a second press of the same key must not undo the first. */}
      <button key={String(waits)} type="button" class={waits ? '' : 'primary'} disabled={sale.busy.value !== ''} onClick={press}>
        {waits ? 'Leave the line' : 'Join the line'}
      </button>
    </div>
  );
}

/** It is one's turn: how long it lasts, and how to give it back. */
export function TurnView({ sale }: { sale: SaleStore }) {
  const heading = useRef<HTMLHeadingElement>(null);
  const { title, text } = lineWords(sale.line.place.value!, 0);
  const deadline = useComputed(() => performance.now() + Date.parse(sale.line.place.value?.admittedUntil ?? '') - sale.now());
  useTitle(title, sale.event.value.show.title);
  useEffect(() => {
    // Staff may have opened the sale before its time.
    void sale.refreshEvent().catch(() => undefined);
    // What was focused in the line is gone.
    if (document.activeElement === document.body) heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <div class="notice good turn">
      <h2 tabIndex={-1} ref={heading}>
        {title}
      </h2>
      <p>
        <strong>
          <Countdown deadline={deadline} purpose="of your turn" onEnd={() => void sale.restore()} />
        </strong>{' '}
        left. {text}
      </p>
      <button type="button" disabled={sale.busy.value !== ''} onClick={() => void sale.inLine('leave')}>
        Give my turn back
      </button>
    </div>
  );
}
