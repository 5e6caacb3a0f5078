import DataLoader from 'dataloader';
import type { PaymentModel, TicketModel } from '../domain/order.js';
import type { Services } from '../services/index.js';
import { grouped } from './loaders.order.js';

export interface PaymentLoaders {
  /** Payments by order number, oldest first. */
  payments: DataLoader<string, PaymentModel[]>;
  /** Tickets by order number. */
  tickets: DataLoader<string, TicketModel[]>;
}

export function createPaymentLoaders({ payments, tickets }: Pick<Services, 'payments' | 'tickets'>): PaymentLoaders {
  return {
    payments: new DataLoader(async (orderNos) => grouped(orderNos, await payments.paymentsOf(orderNos))),
    tickets: new DataLoader(async (orderNos) => grouped(orderNos, await tickets.ticketsOf(orderNos))),
  };
}
