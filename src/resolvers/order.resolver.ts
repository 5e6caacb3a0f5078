import { ORDER_MOVES, type OrderModel } from '../domain/order.js';
import type { Resolvers } from '../schema/generated/resolvers.js';
import { connectionOf, pageRequestOf } from './connection.js';
import { signedIn } from './context.js';
import { mapIterator } from './iterator.js';
import { eventOf, moneyOf, tierOf } from './order.parts.js';
import { asMember } from './outcome.js';

type Column = Pick<Resolvers, 'OrderItem'> & {
  Query: Pick<NonNullable<Resolvers['Query']>, 'order' | 'orders'>;
  Mutation: Pick<NonNullable<Resolvers['Mutation']>, 'placeOrder' | 'cancelOrder'>;
  Subscription: Pick<NonNullable<Resolvers['Subscription']>, 'orderUpdated'>;
  User: Pick<NonNullable<Resolvers['User']>, 'orders'>;
  Order: Omit<NonNullable<Resolvers['Order']>, 'payments' | 'tickets' | 'refunds'>;
};

export const orderResolvers: Column = {
  Query: {
    order: (_root, { orderNo }, context) => context.services.orders.order(signedIn(context), orderNo),
    orders: async (_root, args, { services }) => {
      const page = pageRequestOf(args);
      const filter = { search: args.search ?? undefined, eventId: args.eventId ?? undefined, status: args.status ?? undefined };
      return connectionOf(await services.orders.orders(filter, page), page);
    },
  },
  Mutation: {
    placeOrder: async (_root, { input }, context) => {
      const prices = (input.prices ?? []).map(({ seat, tierId, quantity, priceId }) => ({
        seat: seat ?? null,
        tierId: tierId ?? null,
        quantity: quantity ?? 1,
        priceId,
      }));
      const wish = { ...input, phone: input.phone ?? null, locale: input.locale ?? 'en', prices };
      return placed(await context.services.orders.placeOrder(signedIn(context), wish));
    },
    cancelOrder: async (_root, { orderNo, idempotencyKey }, context) =>
      placed(await context.services.orderEnd.cancelOrder(signedIn(context), orderNo, idempotencyKey)),
  },
  Subscription: {
    orderUpdated: {
      subscribe: async (_root, { orderNo }, context) => {
        const orders = await context.services.orders.watch(signedIn(context), orderNo);
        return mapIterator(orders, (orderUpdated) => ({ orderUpdated }));
      },
    },
  },
  User: {
    orders: async (person, args, { services }) => {
      const page = pageRequestOf(args);
      return connectionOf(await services.orders.ordersOf(person.id, page), page);
    },
  },
  Order: {
    event: (order, _args, context) => eventOf(order, context),
    items: (order, _args, { loaders }) => loaders.orderItems.load(order.orderNo),
    total: (order) => moneyOf(order.totalMinor, order),
    refunded: (order) => moneyOf(order.refundedMinor, order),
    payInMs: (order) => (order.status === 'PENDING' ? Math.max(0, order.payBy.getTime() - Date.now()) : 0),
    nextStatuses: (order) => [...ORDER_MOVES[order.status]],
    timeline: async (order, _args, { loaders }) => {
      const steps = await loaders.orderSteps.load(order.orderNo);
      // A guest who logged in since has another id now; only buyers place orders.
      const buyers = [order.personId, ...steps.filter((step) => step.what === 'placed').map((step) => step.by)];
      return steps.map((step) => ({ ...step, by: actorOf(step.by, buyers) }));
    },
  },
  OrderItem: {
    tier: (item, _args, context) => tierOf(item, context),
    seat: async (item, _args, context) => {
      const { chartId } = await eventOf(item, context);
      const chart = chartId === null || item.seatIndex === null ? null : await context.loaders.chart.load(chartId);
      return chart?.seats[item.seatIndex!] ?? null;
    },
    price: async (item, _args, context) => {
      const tier = await tierOf(item, context);
      return tier.prices.find((price) => price.id === item.priceId)!;
    },
    amount: async (item, _args, context) => moneyOf(item.amountMinor, await eventOf(item, context)),
  },
};

/** Who did a step, without ids: `system:job` and `provider:name` are kept as their first word; a person is the buyer or staff. */
function actorOf(by: string, buyers: string[]): string {
  const [kind, name] = by.split(':');
  if (name !== undefined) return kind!;
  return buyers.includes(by) ? 'buyer' : 'staff';
}

/** A placed or cancelled order becomes the model itself; refusals stay as they are. */
function placed<Outcome extends { kind: string }>(outcome: Outcome | { kind: 'Order'; order: OrderModel }) {
  if ('order' in outcome) return { ...outcome.order, __typename: 'Order' as const };
  return asMember(outcome as Exclude<Outcome, { kind: 'Order' }>);
}
