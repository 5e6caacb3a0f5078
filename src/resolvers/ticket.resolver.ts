import type { OrderItemModel, TicketModel } from '../domain/order.js';
import type { Resolvers } from '../schema/generated/resolvers.js';
import type { GraphQLContext } from './context.js';
import { eventOf, tierOf } from './order.parts.js';

type Column = Pick<Resolvers, 'Ticket'> & { Order: Pick<NonNullable<Resolvers['Order']>, 'tickets'> };

export const ticketResolvers: Column = {
  Order: {
    tickets: (order, _args, { loaders }) => loaders.tickets.load(order.orderNo),
  },
  Ticket: {
    seat: async (ticket, _args, context) => {
      const item = await itemOf(ticket, context);
      const { chartId } = await eventOf(item, context);
      const chart = chartId === null || item.seatIndex === null ? null : await context.loaders.chart.load(chartId);
      return chart?.seats[item.seatIndex!] ?? null;
    },
    tier: async (ticket, _args, context) => tierOf(await itemOf(ticket, context), context),
    pdfUrl: (ticket, _args, { services }) => services.tickets.pdfUrl(ticket),
  },
};

/** @returns the item that a ticket stands for. */
async function itemOf(ticket: TicketModel, { loaders }: GraphQLContext): Promise<OrderItemModel> {
  const items = await loaders.orderItems.load(ticket.orderNo);
  return items.find((item) => item.id === ticket.itemId)!;
}
