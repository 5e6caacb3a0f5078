import type { Order, Ticket } from '../api/types.js';

const STATUS_WORDS: Record<Ticket['status'], string> = { VALID: '', VOID: 'Not valid any more', USED: 'Already used' };

/** The tickets with the codes that the door reads. */
export function TicketsView({ order }: { order: Order }) {
  return (
    <section aria-label="Tickets">
      <p class="hint">Show these codes at the door, on screen or printed. They come by e-mail to {order.email}, too.</p>
      <ul class="tickets">
        {order.tickets.map((ticket) => (
          <li key={ticket.id} class={`ticket ${ticket.status.toLowerCase()}`}>
            <img src={`/orders/${order.orderNo}/tickets/${ticket.id}/qr.svg`} width="148" height="148" alt={`QR code ${ticket.code}`} />
            <div>
              <h2>{ticket.seat?.label ?? ticket.tier.name}</h2>
              {ticket.seat && <p>{ticket.tier.name}</p>}
              <p class="mono">{ticket.code}</p>
              {ticket.status !== 'VALID' && <p class="hint problem">{STATUS_WORDS[ticket.status]}</p>}
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
