import { createEvent } from 'ics';
import { oneLine } from '../domain/text.js';
import type { OrderNotice } from './notification-channel.port.js';

/**
 * @returns a calendar entry (RFC 5545) for the evening of an order. It keeps two hours free, because the house does not say when it is
 * over; the same order has the same UID, so that a second copy changes the first one.
 * @throws when the entry cannot be written
 */
export function calendarFileOf(notice: OrderNotice): string {
  const { startsAt, orderNo } = notice;
  const places = notice.tickets.map((ticket) => oneLine(ticket.place)).join('\n');
  const { error, value } = createEvent({
    productId: '-//Aisle//Box office//EN',
    uid: `${orderNo}@aisle`,
    method: 'PUBLISH',
    start: [startsAt.getUTCFullYear(), startsAt.getUTCMonth() + 1, startsAt.getUTCDate(), startsAt.getUTCHours(), startsAt.getUTCMinutes()],
    startInputType: 'utc',
    startOutputType: 'utc',
    duration: { hours: 2 },
    title: oneLine(notice.showTitle),
    location: oneLine(notice.venueName),
    description: `${orderNo}\n${places}`,
    url: notice.orderUrl,
    status: 'CONFIRMED',
    busyStatus: 'BUSY',
  });
  if (value === null) throw error ?? new Error('the calendar entry is empty');
  return value;
}
