import { auditResolvers } from './audit.resolver.js';
import { chartResolvers } from './chart.resolver.js';
import { checkInResolvers } from './check-in.resolver.js';
import { deadLetterResolvers } from './dead-letter.resolver.js';
import { eventResolvers } from './event.resolver.js';
import { holdResolvers } from './hold.resolver.js';
import { inventoryResolvers } from './inventory.resolver.js';
import { lineResolvers } from './line.resolver.js';
import { messageResolvers } from './message.resolver.js';
import { orderResolvers } from './order.resolver.js';
import { paymentResolvers } from './payment.resolver.js';
import { personResolvers } from './person.resolver.js';
import { queueResolvers } from './queue.resolver.js';
import { refundResolvers } from './refund.resolver.js';
import { saleResolvers } from './sale.resolver.js';
import { scalarResolvers } from './scalars/scalars.resolver.js';
import { seatMapResolvers } from './seat-map.resolver.js';
import { sessionResolvers } from './session.resolver.js';
import { showResolvers } from './show.resolver.js';
import { ticketResolvers } from './ticket.resolver.js';
import { venueResolvers } from './venue.resolver.js';

/** Every column of the API. The schema refuses to be built with a root field that none of them resolves. */
export const RESOLVERS = [
  scalarResolvers,
  auditResolvers,
  chartResolvers,
  checkInResolvers,
  deadLetterResolvers,
  eventResolvers,
  holdResolvers,
  lineResolvers,
  inventoryResolvers,
  messageResolvers,
  orderResolvers,
  paymentResolvers,
  personResolvers,
  queueResolvers,
  refundResolvers,
  saleResolvers,
  seatMapResolvers,
  sessionResolvers,
  showResolvers,
  ticketResolvers,
  venueResolvers,
];
