import type { Resolvers } from '../schema/generated/resolvers.js';
import { connectionOf, pageRequestOf } from './connection.js';
import { signedIn } from './context.js';
import { moneyOf } from './order.parts.js';
import { asMember } from './outcome.js';

type Column = Pick<Resolvers, 'Payment'> & {
  Query: Pick<NonNullable<Resolvers['Query']>, 'paymentEvents'>;
  Mutation: Pick<NonNullable<Resolvers['Mutation']>, 'startPayment'>;
  Order: Pick<NonNullable<Resolvers['Order']>, 'payments'>;
};

export const paymentResolvers: Column = {
  Query: {
    paymentEvents: async (_root, args, { services }) => {
      const page = pageRequestOf(args);
      return connectionOf(await services.paymentEvents.list({ parked: args.parked ?? null }, page), page);
    },
  },
  Mutation: {
    startPayment: async (_root, { input }, context) => {
      const wish = { ...input, returnUrl: input.returnUrl ?? null };
      return asMember(await context.services.payments.startPayment(signedIn(context), wish));
    },
  },
  Order: {
    payments: (order, _args, { loaders }) => loaders.payments.load(order.orderNo),
  },
  Payment: {
    amount: (payment) => moneyOf(payment.amountMinor, payment),
    refunded: (payment) => moneyOf(payment.refundedMinor, payment),
  },
};
