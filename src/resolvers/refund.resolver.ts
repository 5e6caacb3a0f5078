import type { RefundModel } from '../domain/refund.js';
import type { Resolvers } from '../schema/generated/resolvers.js';
import type { RefundResult } from '../services/refund.service.js';
import { signedIn } from './context.js';
import { moneyOf } from './order.parts.js';
import { asMember } from './outcome.js';

type Column = Pick<Resolvers, 'Refund'> & {
  Mutation: Pick<NonNullable<Resolvers['Mutation']>, 'refundOrder' | 'retryRefund'>;
  Order: Pick<NonNullable<Resolvers['Order']>, 'refunds'>;
};

export const refundResolvers: Column = {
  Mutation: {
    refundOrder: async (_root, { input }, context) => {
      const wish = { ...input, items: input.items ?? null, returnTo: input.returnTo ?? 'ON_SALE' };
      return decided(await context.services.refunds.refundOrder(signedIn(context), wish));
    },
    retryRefund: (_root, { refundId }, context) => context.services.refunds.retryRefund(signedIn(context), refundId),
  },
  Order: {
    refunds: (order, _args, { loaders }) => loaders.refunds.load(order.orderNo),
  },
  Refund: {
    amount: (refund) => moneyOf(refund.amountMinor, refund),
    items: (refund: RefundModel, _args, { loaders }) => loaders.refundItems.load(refund.id),
  },
};

/** A refund becomes the model itself; a refusal stays as it is. */
function decided(result: RefundResult) {
  return result.kind === 'Refund' ? { ...result.refund, __typename: 'Refund' as const } : asMember(result);
}
